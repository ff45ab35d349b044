import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fromBuffer, type Entry } from 'yauzl';
import type { BundleAudience, BundleContent, BundleStatement } from '@tregua/ledger';
import { ExportsWriter, exportSight, findPlannedExport, type Reader } from '@tregua/store';
import type { Role } from '@tregua/casework';
import type { TestDatabase } from '../../../../test/support/database.js';
import { buildBundle, type BundleSources } from './build-bundle.js';

export interface AskedBundle {
  readonly audience: BundleAudience;
  readonly cases: readonly string[];
  readonly content?: BundleContent;
  readonly reason?: string;
  readonly notice?: string;
}

/** Plans an export as the API does. @throws when it is refused. */
export async function planned(
  database: TestDatabase,
  reader: Reader,
  asked: AskedBundle,
  role: Role = reader.roles[0] as Role,
): Promise<string> {
  const sight = exportSight(reader, asked.audience);
  if (sight === undefined) throw new Error('This reader may not ask for this audience.');
  const answer = await new ExportsWriter(database.dataSource, database.keyring).request({
    sight,
    actor: { id: reader.id, role },
    audience: asked.audience,
    content: asked.content ?? 'bundle',
    cases: asked.cases,
    reason: asked.reason ?? 'For the file.',
    notice: asked.notice ?? '',
    idempotencyKey: createHash('sha256')
      .update(`${reader.id} ${JSON.stringify(asked)} ${Math.random()}`)
      .digest('hex'),
  });
  if (answer.status !== 'asked') throw new Error(`Not planned: ${JSON.stringify(answer)}`);
  return answer.id;
}

/** Builds a planned export. Answers with the zip's bytes. */
export async function built(sources: BundleSources, id: string): Promise<Buffer> {
  const order = await findPlannedExport(sources.dataSource, id);
  if (order === undefined) throw new Error('There is no such export.');
  const folder = await mkdtemp(join(tmpdir(), 'bundle-test-'));
  try {
    const fixed = (await sources.log?.fix([...order.plan.streams, ...order.requests], new AbortController().signal)) ?? { log: null };
    const bundle = await buildBundle(sources, {
      planned: order,
      fixed: order.fixed ?? fixed,
      folder,
      aborted: new AbortController().signal,
      onProgress: () => Promise.resolve(),
    });
    await pipeline(bundle.zip(), createWriteStream(join(folder, 'bundle.zip')));
    return await readFile(join(folder, 'bundle.zip'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of a zip by their names, folder included. */
export async function filesOf(zip: Buffer): Promise<Map<string, Buffer>> {
  return await new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, opened) => {
      if (error !== null) return reject(error);
      const files = new Map<string, Buffer>();
      opened.on('error', reject);
      opened.on('end', () => resolve(files));
      opened.on('entry', (entry: Entry) => {
        opened.openReadStream(entry, (failed, stream) => {
          if (failed !== null) return reject(failed);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            files.set(entry.fileName, Buffer.concat(chunks));
            opened.readEntry();
          });
        });
      });
      opened.readEntry();
    });
  });
}

/** The files below `data/`, by their names there. */
export async function payloadOf(zip: Buffer): Promise<Map<string, Buffer>> {
  const files = await filesOf(zip);
  return new Map([...files].flatMap(([name, bytes]) => (name.includes('/data/') ? [[name.slice(name.indexOf('/data/') + 6), bytes]] : [])));
}

export function statementIn(payload: ReadonlyMap<string, Buffer>): BundleStatement {
  return JSON.parse(payload.get('bundle.json')?.toString('utf8') ?? '') as BundleStatement;
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
