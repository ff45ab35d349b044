/** Gathers chunks into parts of just so many bytes; the last has what is left, and there is none where nothing came. */
export async function* inParts(chunks: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (size + rest.length >= partBytes) {
      const cut = partBytes - size;
      yield Buffer.concat([...waiting, rest.subarray(0, cut)], partBytes);
      [waiting, size, rest] = [[], 0, rest.subarray(cut)];
    }
    if (rest.length === 0) continue;
    waiting.push(rest);
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(waiting, size);
}
