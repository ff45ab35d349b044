import { createHash } from 'node:crypto';
import { request } from 'node:http';

/** A client of tus 1.0 over plain HTTP that can break its own line in the middle of a piece. */
export interface Sender {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TusAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const TUS = { 'tus-resumable': '1.0.0' };
export const hexOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const metadata = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');

async function ask(sender: Sender, method: string, path: string, headers: Record<string, string>, body?: Uint8Array): Promise<TusAnswer> {
  const answer = await fetch(`${sender.base}${path}`, {
    method,
    headers: { ...TUS, ...sender.headers, ...headers },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

export const begin = (sender: Sender, size: number, pairs: Readonly<Record<string, string>>): Promise<TusAnswer> =>
  ask(sender, 'POST', '/api/v1/uploads', { 'upload-length': String(size), 'upload-metadata': metadata(pairs) });

export const stands = (sender: Sender, place: string): Promise<TusAnswer> => ask(sender, 'HEAD', place, {});
export const look = (sender: Sender, place: string): Promise<TusAnswer> => ask(sender, 'GET', place, {});
export const end = (sender: Sender, place: string): Promise<TusAnswer> => ask(sender, 'DELETE', place, {});
export const send = (sender: Sender, place: string, offset: number, bytes: Uint8Array): Promise<TusAnswer> =>
  ask(sender, 'PATCH', place, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, bytes);

/** Declares all of `bytes` from `offset` on, sends so many of them, waits until `then` has run, and breaks the line. */
export async function sendAndBreak(
  { base, headers }: Sender,
  place: string,
  { offset, bytes, sent, then }: { offset: number; bytes: Uint8Array; sent: number; then: () => Promise<void> },
): Promise<void> {
  const line = request(`${base}${place}`, {
    method: 'PATCH',
    headers: {
      ...TUS,
      ...headers,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
      'content-length': String(bytes.length - offset),
    },
  });
  const broken = new Promise<void>((done) => line.on('error', () => done()).on('close', () => done()));
  await new Promise<void>((done, fail) => line.write(bytes.subarray(offset, offset + sent), (error) => (error ? fail(error) : done())));
  await then();
  line.destroy();
  await broken;
}

/** Asks until it is so. @throws when it is not so in time. */
export async function until(isSo: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (const last = Date.now() + withinMs; !(await isSo()); await new Promise((done) => setTimeout(done, 20)))
    if (Date.now() > last) throw new Error('It did not come so far in time.');
}
