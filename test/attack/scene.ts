import type { JsonObject, Rulebook, Subject } from '@tregua/casework';
import { commitmentOf, instantText, type Head, type SealedValue } from '@tregua/ledger';
import { openCase, Walk } from '../../libs/casework/src/process/walk.testing.js';
import { World } from '../../libs/casework/src/process/world.testing.js';
import { commissionLaw } from '../../apps/verifier/src/commission-law.js';
import type { Law } from '../../apps/verifier/src/law/law.js';
import type { Loose } from '../tamper/history.js';
import { smallHistory, smallLaw, smallRulebook, type SmallHistory } from '../tamper/small-law.js';
import { worldHistory } from '../tamper/world-history.js';
import { bundleFiles, checkpointOf, keysOf, sealedStreams, sha256, TestLog, zipOf, type Keys, type Sealed } from './make-bundle.js';

/** A history before it is sealed, with the law under which it was made. */
export interface Scene {
  readonly law: Law;
  readonly rulebook: Rulebook;
  readonly cases: readonly string[];
  readonly streams: ReadonlyMap<string, readonly Loose[]>;
  readonly values: readonly SealedValue[];
  readonly states: ReadonlyMap<string, Subject>;
  /** Milliseconds UTC of the export. */
  readonly at: number;
  readonly exportId: string;
}

const uuidOf = (text: string): string => {
  const hex = Buffer.from(sha256(Buffer.from(text))).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** A world whose ids are UUIDs that follow from a seed. */
export class NamedWorld extends World {
  readonly ids: string[] = [];

  constructor(private readonly seed: number) {
    super();
  }

  override newId(): string {
    const id = uuidOf(`world ${this.seed} ${this.ids.length + 1}`);
    this.ids.push(id);
    return id;
  }
}

/** A history under the Commission's own law, walked at random. */
export function walkedScene(seed: number, steps = 80): Scene {
  const walk = new Walk(new NamedWorld(seed), seed);
  openCase(walk.world, walk.random);
  for (let step = 0; step < steps; step += 1) walk.step();
  const history = worldHistory(walk.world);
  const { rulebook, at } = walk.world;
  return withExport({
    law: commissionLaw,
    rulebook,
    at: lastOf(history.streams, at),
    exportId: uuidOf(`export ${seed}`),
    streams: history.streams,
    values: history.sealed,
    states: history.states,
  });
}

/** A short history under a small law, with one of each kind of stream. */
export function smallScene(seed = 0): Scene {
  return sceneOf(smallHistory(seed), seed);
}

/** The scene of a short history, after a change where one is given. */
export function sceneOf({ history }: SmallHistory, seed: number, change: (streams: Map<string, Loose[]>) => void = () => undefined): Scene {
  const { streams, states } = history.changed(change);
  return withExport({
    law: smallLaw,
    rulebook: smallRulebook,
    at: lastOf(streams, history.now),
    exportId: uuidOf(`small export ${seed}`),
    streams,
    values: history.sealed,
    states,
  });
}

function lastOf(streams: ReadonlyMap<string, readonly Loose[]>, at: number): number {
  return Math.max(at, ...[...streams.values()].flat().map((entry) => Date.parse(entry.at)));
}

/** Adds the access stream of each case, the last entry of which asks for the export and names the heads that go along. */
export function withExport(scene: Omit<Scene, 'cases'>): Scene {
  const { exportId, at } = scene;
  const cases = [...scene.streams.keys()].filter((stream) => stream.startsWith('case/')).map((stream) => stream.slice('case/'.length));
  const streams = new Map(scene.streams);
  const heads: Head[] = [...sealedStreams(scene.streams)].map(([stream, entries]) => ({
    stream,
    seq: entries.length,
    hash: entries.at(-1)?.hash ?? '',
  }));
  const values = [...scene.values];
  for (const id of cases) {
    const stream = `access/${id}`;
    const sealed: SealedValue = {
      stream,
      seq: 1,
      field: '/payload/reason',
      value: 'For the court.',
      salt: Buffer.from(sha256(Buffer.from(stream))).toString('hex'),
    };
    values.push(sealed);
    const payload = {
      audience: 'auditor',
      cases,
      content: 'bundle',
      export: exportId,
      heads: heads as unknown as JsonObject[],
      plan: 'ab'.repeat(32),
      reason: { sealed: commitmentOf(sealed, sha256) },
    };
    streams.set(stream, [accessEntry(stream, at, payload)]);
  }
  return { ...scene, streams, values, cases };
}

function accessEntry(stream: string, at: number, payload: object): Loose {
  const actor = { id: '00000000-0000-7000-8000-0000000000aa', role: 'auditor' };
  const data = { payload } as unknown as JsonObject;
  return { v: 1, stream, at: instantText(at), actor, command: 'RequestExport', type: 'ExportRequested', rulebook: null, data };
}

/** A scene that was sealed, logged and exported. */
export interface Exported {
  readonly scene: Scene;
  readonly keys: Keys;
  readonly streams: ReadonlyMap<string, readonly Sealed[]>;
  readonly log: TestLog;
  readonly checkpoint: string;
  readonly files: Map<string, Uint8Array>;
  readonly zip: Uint8Array;
}

export interface Change {
  readonly keys?: Keys;
  readonly streams?: ReadonlyMap<string, readonly Sealed[]>;
  readonly log?: TestLog;
  readonly size?: number;
  readonly witnesses?: number;
  readonly states?: ReadonlyMap<string, Subject>;
  readonly values?: readonly SealedValue[];
  readonly withoutLog?: boolean;
  readonly checkpoint?: string;
}

/** Seals, logs and exports a scene as the system would; a change puts a forger's material in the place of some of it. */
export function exportedScene(scene: Scene, change: Change = {}): Exported {
  const keys = change.keys ?? keysOf();
  const streams = change.streams ?? sealedStreams(scene.streams);
  const log = change.log ?? logOf(streams);
  const size = change.size ?? log.size;
  const checkpoint = change.checkpoint ?? checkpointOf(log, keys, Math.floor(scene.at / 1000) + 5, change.witnesses ?? 3, size);
  const { exportId, at, cases, rulebook } = scene;
  const files = bundleFiles({
    exportId,
    at,
    cases,
    streams,
    rulebook,
    values: change.values ?? scene.values,
    states: change.states ?? scene.states,
    log: change.withoutLog === true ? undefined : { log, checkpoint, size },
  });
  return { scene, keys, streams, log, checkpoint, files, zip: zipOf(exportId, files) };
}

/** By time, each stream in its own order, as a sequencer takes them. */
export function logOf(streams: ReadonlyMap<string, readonly Sealed[]>): TestLog {
  const log = new TestLog();
  const all = [...streams.values()].flat();
  // Stable: entries of one instant stay in the order of their streams, and no stream is out of order.
  for (const entry of all.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)))) log.append(entry);
  return log;
}
