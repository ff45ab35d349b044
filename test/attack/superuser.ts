import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consistencyProof, leafHash, toHex, writeAddCheckpoint, writeEntryBundle } from '@tregua/ledger';
import { SignerKeys } from '../../apps/signer/src/signer-keys.js';
import { SignerState } from '../../apps/signer/src/signer-state.js';
import { Signer, SignerRefuses } from '../../apps/signer/src/signer.js';
import { startWitness } from '../../apps/witness/src/witness.testing.js';
import type { Loose } from '../tamper/history.js';
import type { Chance } from './chance.js';
import { changedEntry, resealed } from './forgeries.js';
import { auditExported, isDetected, says } from './judge.js';
import { checkpointOf, keysOf, receiptOf, sealedStreams, sha256, TestLog, vkeyOf, zipOf, type Sealed } from './make-bundle.js';
import { exportedScene, logOf, type Exported, type Scene } from './scene.js';

/** Who is named in docs/verify.md for an attack. */
export type Party = 'bundle' | 'whole log' | 'receipt' | 'witness' | 'signer';

export interface Attack {
  readonly kind: string;
  /** Each of them must find it. */
  readonly parties: readonly Party[];
  /** Plays it once. Gives the parties that found nothing. */
  readonly play: (scene: Scene, chance: Chance) => Promise<readonly Party[]>;
}

type Outcome = { readonly [party in Party]?: boolean };
const missedBy = (outcome: Outcome): Party[] => (Object.keys(outcome) as Party[]).filter((party) => outcome[party] !== true);
const DAY_MS = 86_400_000;

const lawStreams = (scene: Scene): string[] => [...scene.streams.keys()].filter((stream) => /^(case|report)\//.test(stream));
const longest = (scene: Scene): string =>
  lawStreams(scene).sort((one, other) => (scene.streams.get(other)?.length ?? 0) - (scene.streams.get(one)?.length ?? 0))[0] as string;

async function bundleOf(exported: Exported): Promise<boolean> {
  return isDetected(await auditExported(exported, { keys: keysOf() }));
}

/** An entry's text with one thing changed that every entry has. */
function otherBytes({ bytes }: Sealed, chance: Chance): Uint8Array {
  const text = Buffer.from(bytes).toString();
  return Buffer.from(text.replace(/"role":"[^"]*"/, `"role":"forged${chance.below(1_000)}"`));
}

function replaced(
  streams: ReadonlyMap<string, readonly Sealed[]>,
  stream: string,
  change: (list: Sealed[]) => Sealed[],
): Map<string, readonly Sealed[]> {
  return new Map(streams).set(stream, change([...(streams.get(stream) ?? [])]));
}

/** Chained anew after a change of contents, with everything that the system shows of it. */
function rechained(scene: Scene, chance: Chance): Scene {
  const stream = longest(scene);
  const index = chance.below(scene.streams.get(stream)?.length ?? 1);
  return resealed(
    scene,
    changedEntry(scene, stream, index, (entry) => ({ ...entry, actor: { ...entry.actor, id: `forged-${chance.below(1_000)}` } })),
  );
}

async function withSigner<T>(
  log: TestLog,
  work: (signer: Signer, ask: (forged: TestLog, from: number, size: number) => string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-attack-'));
  try {
    const state = SignerState.open(folder, 'log.test/tregua');
    const signer = new Signer(state, SignerKeys.open(folder, state.current.origin));
    const ask = (of: TestLog, from: number, size: number): string => {
      const entries = of.entries.slice(from, size);
      const bytes = Buffer.concat(entries.map((entry) => writeEntryBundle([entry])));
      return signer.checkpoint({ epoch: 1, from, size, root: toHex(of.root(size)), entries: bytes });
    };
    ask(log, 0, log.size);
    return await work(signer, ask);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const refuses = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof SignerRefuses) return true;
    throw error;
  }
};

/** More entries of a stream, as the log takes them. */
function grown(
  log: TestLog,
  lines: readonly { readonly stream: string; readonly seq: number; readonly hash: string; readonly prev: string; readonly at: string }[],
): TestLog {
  const more = new TestLog();
  for (const line of log.lines) more.appendLine(line);
  for (const line of lines) more.append(line);
  return more;
}

const fresh = (chance: Chance): string => toHex(sha256(Buffer.from(`${chance.below(2 ** 30)}`)));

// prettier-ignore
export const ATTACKS: readonly Attack[] = [
  { kind: 'edit', parties: ['bundle'], play: async (scene, chance) => {
    const streams = sealedStreams(scene.streams);
    const stream = chance.of([...streams.keys()]);
    const index = chance.below(streams.get(stream)?.length ?? 1);
    const forged = replaced(streams, stream, (list) => list.map((one, at) => (at === index ? { ...one, bytes: otherBytes(one, chance) } : one)));
    return missedBy({ bundle: await bundleOf(exportedScene(scene, { streams: forged, log: logOf(streams) })) });
  } },
  { kind: 'edit and recompute chain', parties: ['bundle'], play: async (scene, chance) => {
    const forged = rechained(scene, chance);
    return missedBy({ bundle: await bundleOf(exportedScene(forged, { log: logOf(sealedStreams(scene.streams)) })) });
  } },
  { kind: 'edit and recompute chain and tiles', parties: ['signer', 'bundle', 'whole log'], play: async (scene, chance) => {
    const honest = exportedScene(scene);
    const forged = exportedScene(rechained(scene, chance), { checkpoint: honest.checkpoint });
    const signer = await withSigner(honest.log, (_, ask) => Promise.resolve(refuses(() => ask(forged.log, forged.log.size, forged.log.size))));
    const seen = await auditExported(forged, { keys: keysOf(), log: { log: forged.log, checkpoint: honest.checkpoint } });
    return missedBy({ signer, bundle: await bundleOf(forged), 'whole log': says(seen.findings, ['logIsNotItsCheckpoint']) });
  } },
  { kind: 'delete middle', parties: ['bundle'], play: async (scene, chance) => {
    const streams = sealedStreams(scene.streams);
    const stream = longest(scene);
    const index = 1 + chance.below((streams.get(stream)?.length ?? 3) - 2);
    const forged = replaced(streams, stream, (list) => list.filter((_, at) => at !== index));
    return missedBy({ bundle: await bundleOf(exportedScene(scene, { streams: forged, log: logOf(streams) })) });
  } },
  { kind: 'delete tail', parties: ['whole log', 'receipt'], play: async (scene, chance) => {
    const all = sealedStreams(scene.streams);
    const stream = longest(scene);
    const list = all.get(stream) as Sealed[];
    const left = Math.max(1, list.length - 1 - chance.below(2));
    const lost = list.at(-1) as Sealed;
    const cut = resealed({ ...scene, states: new Map() }, new Map([...scene.streams].map(([name, entries]) => [name, name === stream ? entries.slice(0, left) : entries])));
    const log = grown(logOf(new Map([...all].filter(([name]) => !name.startsWith('access/')))), [...sealedStreams(cut.streams)].filter(([name]) => name.startsWith('access/')).flatMap(([, entries]) => entries));
    const forged = exportedScene(cut, { log });
    const receipts = [{ file: 'mine', bytes: Buffer.from(receiptOf(keysOf(), lost)) }];
    const byLog = await auditExported(forged, { log: { log, checkpoint: forged.checkpoint } });
    const byReceipt = await auditExported(forged, { receipts });
    return missedBy({ 'whole log': says(byLog.findings, ['tailIsHidden']), receipt: says(byReceipt.findings, ['tailIsMissing']) });
  } },
  { kind: 'reorder', parties: ['bundle'], play: async (scene, chance) => {
    const stream = longest(scene);
    const list = [...(scene.streams.get(stream) as readonly Loose[])];
    const index = chance.below(list.length - 1);
    const [one, other] = [list[index] as Loose, list[index + 1] as Loose];
    list[index] = { ...other, at: one.at };
    list[index + 1] = { ...one, at: other.at };
    const forged = resealed(scene, new Map(scene.streams).set(stream, list));
    return missedBy({ bundle: await bundleOf(exportedScene(forged, { log: logOf(sealedStreams(scene.streams)) })) });
  } },
  { kind: 'back-date', parties: ['whole log', 'witness'], play: async (scene, chance) => {
    const { log, keys, zip } = exportedScene(scene);
    // A witness kept the honest checkpoint. Ten days later an entry comes in that says it is older than all of them.
    const last = Date.parse(log.lines.at(-1)?.at ?? '');
    const cosignedAt = Math.floor(last / 1000) + 10 * 86_400;
    const kept = [{ file: 'kept', bytes: Buffer.from(checkpointOf(log, keys, cosignedAt)) }];
    const late = grown(log, [{ stream: `person/${chance.below(1_000)}`, seq: 1, hash: fresh(chance), prev: '0'.repeat(64), at: new Date(last - DAY_MS / 2).toISOString() }]);
    const seen = await auditExported({ ...exportedScene(scene), zip }, { log: { log: late, checkpoint: checkpointOf(late, keys, cosignedAt + 60) }, kept });
    const older = grown(log, [{ stream: 'person/2', seq: 1, hash: fresh(chance), prev: '0'.repeat(64), at: new Date(last - 3 * DAY_MS).toISOString() }]);
    const byOrder = await auditExported({ ...exportedScene(scene), zip }, { log: { log: older, checkpoint: checkpointOf(older, keys, cosignedAt + 60) } });
    return missedBy({ witness: says(seen.findings, ['entryIsBackDated']), 'whole log': says(byOrder.findings, ['entryIsBackDated']) });
  } },
  { kind: 'fork a case', parties: ['whole log'], play: async (scene, chance) => {
    const { log, keys } = exportedScene(scene);
    const stream = longest(scene);
    const list = sealedStreams(scene.streams).get(stream) as Sealed[];
    const twin = chance.of(list);
    const forked = grown(log, [{ ...twin, hash: fresh(chance) }]);
    const seen = await auditExported(exportedScene(scene), { log: { log: forked, checkpoint: checkpointOf(forked, keys, Math.floor(scene.at / 1000) + 60) } });
    return missedBy({ 'whole log': says(seen.findings, ['logForksAStream']) });
  } },
  { kind: 'roll back to a snapshot', parties: ['signer', 'witness'], play: async (scene, chance) => {
    const { log } = exportedScene(scene);
    const size = log.size - 1 - chance.below(Math.min(5, log.size - 2));
    const other = new TestLog();
    for (const line of log.lines.slice(0, size)) other.appendLine(line);
    for (let more = size; more <= log.size; more += 1) other.append({ stream: `import/${more}`, seq: 1, hash: fresh(chance), prev: '0'.repeat(64), at: new Date(scene.at).toISOString() });
    const signer = await withSigner(log, (_, ask) => Promise.resolve(refuses(() => ask(other, size, size)) && refuses(() => ask(other, log.size, log.size)) && refuses(() => ask(other, size, other.size))));
    return missedBy({ signer, witness: await witnessRefuses(log, other) });
  } },
  { kind: 'drop a pending row', parties: ['receipt'], play: async (scene, chance) => {
    const { log, keys, checkpoint } = exportedScene(scene);
    const stream = longest(scene);
    const list = sealedStreams(scene.streams).get(stream) as Sealed[];
    const lost: Sealed = { ...(list.at(-1) as Sealed), seq: list.length + 1, hash: fresh(chance) };
    const receipts = [{ file: 'mine', bytes: Buffer.from(receiptOf(keys, lost)) }];
    const byBundle = await auditExported(exportedScene(scene), { receipts });
    const byLog = await auditExported(exportedScene(scene), { receipts, log: { log, checkpoint } });
    return missedBy({ receipt: says(byBundle.findings, ['tailIsMissing']) && says(byLog.findings, ['receiptIsMissedByTheLog']) });
  } },
  { kind: 'swap ciphertexts', parties: ['bundle'], play: async (scene, chance) => {
    const honest = exportedScene(scene);
    // Only what the bundle discloses can be swapped in it.
    const values = scene.values.filter(({ stream, salt }) => Buffer.from(honest.files.get(`streams/${stream}/disclosed.jsonl`) ?? []).includes(salt));
    const index = chance.below(values.length);
    const one = values[index];
    if (one === undefined) throw new Error('This scene discloses nothing.');
    const others = values.filter(({ salt }) => salt !== one.salt).map(({ salt }) => salt);
    const path = `streams/${one.stream}/disclosed.jsonl`;
    const text = Buffer.from(honest.files.get(path) as Uint8Array).toString().replace(one.salt, others.length === 0 ? fresh(chance) : chance.of(others));
    const files = new Map(honest.files).set(path, Buffer.from(text));
    return missedBy({ bundle: await bundleOf({ ...honest, zip: zipOf(scene.exportId, files) }) });
  } },
  { kind: 'replace keys', parties: ['bundle', 'receipt'], play: async (scene, chance) => {
    const forged = keysOf('log.test/tregua', `forged ${chance.below(1_000)}`);
    const exported = exportedScene(scene, { keys: forged });
    const [entry] = sealedStreams(scene.streams).get(longest(scene)) as Sealed[];
    const receipts = [{ file: 'false', bytes: Buffer.from(receiptOf(forged, entry as Sealed)) }];
    const seen = await auditExported(exportedScene(scene), { receipts });
    return missedBy({ bundle: await bundleOf(exported), receipt: says(seen.findings, ['receiptIsForged', 'receiptIsNotAuthenticated']) });
  } },
  { kind: 'disable triggers and rewrite the last entry with its head', parties: ['bundle'], play: async (scene, chance) => {
    const stream = longest(scene);
    const index = (scene.streams.get(stream)?.length ?? 1) - 1;
    const forged = resealed(scene, changedEntry(scene, stream, index, (entry) => ({ ...entry, at: new Date(Date.parse(entry.at) + 1 + chance.below(900)).toISOString() })));
    return missedBy({ bundle: await bundleOf(exportedScene(forged, { log: logOf(sealedStreams(scene.streams)) })) });
  } },
  { kind: 'replay an old checkpoint', parties: ['bundle'], play: async (scene, chance) => {
    const honest = exportedScene(scene);
    const size = honest.log.size - 1 - chance.below(Math.min(8, honest.log.size - 2));
    const old = checkpointOf(honest.log, honest.keys, Math.floor(scene.at / 1000), 3, size);
    return missedBy({ bundle: await bundleOf(exportedScene(scene, { checkpoint: old })) });
  } },
  { kind: 'a wholly re-signed bundle', parties: ['bundle', 'witness'], play: async (scene, chance) => {
    const forged = rechained(scene, chance);
    const exported = exportedScene(forged, { keys: keysOf('log.test/tregua', `anew ${chance.below(1_000)}`) });
    // Even with the true log key: the witnesses that the policy asks have cosigned another tree.
    const withoutWitnesses = exportedScene(forged, { witnesses: 1 });
    return missedBy({ bundle: await bundleOf(exported), witness: await bundleOf(withoutWitnesses) });
  } },
];

/** A real witness has cosigned the honest log, and is asked for the other one, signed with the log's own key. */
async function witnessRefuses(honest: TestLog, other: TestLog): Promise<boolean> {
  const keys = keysOf();
  const witness = await startWitness([vkeyOf(keys)]);
  try {
    const body = (log: TestLog, old: number): string => {
      const leaves = log.entries.map((entry) => leafHash(entry, sha256));
      const proof = old === 0 ? [] : consistencyProof(old, leaves, sha256);
      return writeAddCheckpoint({ oldSize: old, proof, checkpoint: checkpointOf(log, keys, 1_800_000_000, 0) });
    };
    const first = await witness.post(body(honest, 0));
    const second = await witness.post(body(other, honest.size));
    return first.status === 200 && second.status === 422;
  } finally {
    await witness.close();
  }
}
