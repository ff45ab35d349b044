import { entryOf, eventHash, fsck, readLogEntry, toHex, type LogFinding } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import {
  listCheckpoints,
  logEntryBundle,
  LogNonces,
  logSources,
  logTile,
  logTree,
  readStand,
  unloggedEntries,
  type Keyring,
  type LogSource,
} from '@tregua/store';
import type { DataSource } from 'typeorm';

export interface LogFsck {
  readonly size: number;
  readonly checkpoints: number;
  /** Entries that no index has been given yet. */
  readonly waiting: number;
  readonly findings: readonly LogFinding[];
}

/** More are counted and not listed. */
const MOST = 200;

/**
 * Computes the whole log anew from its entries: leaves, tiles and root, the root of each checkpoint that is kept, and each line of the log from the entry
 * that it stands for. It changes nothing.
 */
export async function fsckLog(dataSource: DataSource, keyring: Keyring): Promise<LogFsck> {
  const stand = await readStand(dataSource);
  const findings: LogFinding[] = [];
  const report = await fsck(
    {
      checkpoint: () => Promise.resolve(undefined),
      tile: async ({ level, index, width }) => {
        const bytes =
          level === 'entries' ? await logEntryBundle(dataSource, index, width) : await logTile(dataSource, { level, index, width });
        return bytes === undefined ? undefined : Uint8Array.from(bytes);
      },
    },
    sha256,
    { head: { size: stand.size, root: Buffer.from(stand.root, 'hex') }, maxFindings: MOST },
  );
  findings.push(...report.findings);
  const checkpoints = await listCheckpoints(dataSource);
  for (const { size, root, id } of checkpoints) {
    const where = `checkpoint ${id}`;
    if (size > stand.size) findings.push({ code: 'missing', where, problem: `covers ${size} entries, and there are ${stand.size}` });
    else if (report.root !== undefined && toHex(await logTree(dataSource, size).root()) !== root)
      findings.push({ code: 'root', where, problem: 'names another root than its entries have' });
  }
  const nonces = await LogNonces.open(dataSource, keyring);
  for await (const source of logSources(dataSource)) {
    const problem = differs(source, nonces);
    if (problem !== undefined && findings.length < MOST)
      findings.push({ code: 'chain', where: `${source.stream} ${source.seq}`, problem, index: source.index });
  }
  const { waiting, lost } = await unloggedEntries(dataSource);
  for (const { stream, seq } of lost)
    findings.push({ code: 'missing', where: `${stream} ${seq}`, problem: 'is neither in the log nor waits for it' });
  return { size: stand.size, checkpoints: checkpoints.length, waiting, findings };
}

function differs({ stream, seq, entry, bytes }: LogSource, nonces: LogNonces): string | undefined {
  if (bytes === null) return 'is in the log, and there is no such entry';
  try {
    const line = readLogEntry(entry);
    const event = entryOf(bytes);
    if (line.tag !== nonces.tagOf(stream) || line.seq !== seq) return 'is in the log under another tag or seq';
    if (line.eventHash !== eventHash(bytes, sha256)) return 'has other bytes than when it was logged';
    if (line.prev !== event.prev || line.at !== event.at) return 'has another predecessor or time in the log';
    return undefined;
  } catch {
    return 'cannot be read';
  }
}
