import { writeFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { planExport, type Reader } from '@tregua/store';
import { verifyCommand } from '../../../verifier/src/index.js';

/** A file that an auditor has taken home, and what the auditor noted apart from it. */
export interface TakenHome {
  readonly file: string;
  readonly text: string;
  /** Words for the verifier: the heads that receipts and the registry's desk gave. */
  readonly heads: readonly string[];
}

/** Exports a case over the API, as the auditor would, and notes its heads. */
export async function takeHome(
  api: NestFastifyApplication,
  dataSource: DataSource,
  auditor: { readonly reader: Reader; readonly token: string },
  id: string,
  file: string,
): Promise<TakenHome> {
  const plan = await planExport(dataSource, auditor.reader, 'case', id);
  const answer = await api.inject({
    method: 'GET',
    url: `/api/v1/cases/${id}/export`,
    headers: { authorization: `Bearer ${auditor.token}` },
  });
  if (answer.statusCode !== 200) throw new Error(`The export answered ${answer.statusCode}: ${answer.body.slice(0, 300)}`);
  writeFileSync(file, answer.rawPayload);
  const heads = (plan?.heads ?? []).flatMap(({ stream, seq, hash }) => ['--head', `${stream}:${seq}:${hash}`]);
  return { file, text: answer.body, heads };
}

/** Runs the verifier as its command does. */
export async function verify({ file, heads }: TakenHome): Promise<{ readonly code: number; readonly said: string }> {
  let said = '';
  const code = await verifyCommand([file, ...heads], (text) => (said += text));
  return { code, said };
}

/** The same file with one byte of the case's own history changed, and which entry that is in. */
export function flipOneByte(taken: TakenHome, subject: string, file: string): TakenHome & { readonly entry: string } {
  const lines = taken.text.split('\n');
  const own = lines.flatMap((line, index) => (line.startsWith('{"entry":') && line.includes(`"stream":"${subject}"`) ? [index] : []));
  const index = own[Math.floor(own.length / 2)];
  const line = index === undefined ? undefined : lines[index];
  if (index === undefined || line === undefined) throw new Error('The export holds no entry of its case.');
  const seq = /"seq":(\d+),"stream"/.exec(line)?.[1] ?? '?';
  const bytes = Buffer.from(line);
  const at = bytes.indexOf('"at":"') + '"at":"2021-1'.length;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  lines[index] = bytes.toString('utf8');
  const text = lines.join('\n');
  writeFileSync(file, text);
  return { ...taken, file, text, entry: `${subject} entry ${seq}` };
}
