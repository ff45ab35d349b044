/** A form of one file, as a browser sends it. */
export function fileForm(
  bytes: Buffer,
  { part = 'file', fileName = 'events.csv' }: { readonly part?: string; readonly fileName?: string } = {},
): { readonly headers: { readonly 'content-type': string }; readonly payload: Buffer } {
  const boundary = '----tregua-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${part}"; filename="${fileName}"\r\ncontent-type: text/csv\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** Daily counts of so many days and regions: each row is an observation of its own. */
export function dailyCounts(rows: number, name = 'R'): Buffer {
  const header = 'report_ref,period_end_local,region,cfv_total,explosions_total,explosions_qualifier';
  const day = (index: number): string => new Date(Date.UTC(2021, 0, 1 + (index % 1_000))).toISOString().slice(0, 10);
  const line = (_: unknown, index: number): string =>
    `${name}${index},${day(index)},Region ${Math.floor(index / 1_000)},${(index % 50) + 1},1,exact`;
  return Buffer.from([header, ...Array.from({ length: rows }, line)].join('\n'));
}
