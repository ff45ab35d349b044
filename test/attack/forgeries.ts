import type { JsonObject } from '@tregua/casework';
import type { Loose } from '../tamper/history.js';
import type { Chance } from './chance.js';
import { checkpointOf, keysOf, sealedStreams, type Sealed } from './make-bundle.js';
import { exportedScene, withExport, type Exported, type Scene } from './scene.js';

/** A bundle by somebody who makes a proper bag and zip of whatever he changed. */
export interface Forgery {
  readonly kind: string;
  readonly zip: Uint8Array;
}

type Forge = (scene: Scene, chance: Chance) => Exported;

const ownStreams = (scene: Scene): string[] => [...scene.streams.keys()].filter((stream) => /^(case|report)\//.test(stream));

/** Changes one entry before it is sealed. */
export function changedEntry(scene: Scene, stream: string, index: number, change: (entry: Loose) => Loose): Map<string, Loose[]> {
  const streams = new Map([...scene.streams].map(([name, list]) => [name, [...list]]));
  const list = streams.get(stream) as Loose[];
  list[index] = change(structuredClone(list[index]) as Loose);
  return streams;
}

/** The export's own entries made anew, as a forger would, so that they name what he shows. */
export function resealed(scene: Scene, streams: ReadonlyMap<string, readonly Loose[]>): Scene {
  const without = new Map([...streams].filter(([stream]) => !stream.startsWith('access/')));
  return withExport({ ...scene, streams: without, values: scene.values.filter(({ stream }) => !stream.startsWith('access/')) });
}

const FORGE: { readonly [kind: string]: Forge } = {
  'an actor who may not, chained and logged anew': (scene, chance) => {
    const stream = chance.of(ownStreams(scene));
    const index = chance.below(scene.streams.get(stream)?.length ?? 1);
    const actor = { id: 'somebody', role: 'administrator' } as JsonObject;
    return exportedScene(
      resealed(
        scene,
        changedEntry(scene, stream, index, (entry) => ({ ...entry, actor })),
      ),
    );
  },
  'an entry changed in place': (scene, chance) => {
    const sealed = sealedStreams(scene.streams);
    const stream = chance.of([...sealed.keys()]);
    const list = [...(sealed.get(stream) as Sealed[])];
    const index = chance.below(list.length);
    const text = Buffer.from((list[index] as Sealed).bytes)
      .toString()
      .replace(/"at":"(\d{4})/, '"at":"2001');
    const streams = new Map(sealed).set(
      stream,
      list.map((one, at) => (at === index ? { ...one, bytes: Buffer.from(text) } : one)),
    );
    return exportedScene(scene, { streams, log: exportedScene(scene).log });
  },
  'keys of one’s own': (scene, chance) => exportedScene(scene, { keys: keysOf('log.test/tregua', `forged ${chance.below(1_000)}`) }),
  'too few witnesses': (scene, chance) => exportedScene(scene, { witnesses: chance.below(2) }),
  'an old checkpoint under a new size': (scene, chance) => {
    const { log, keys } = exportedScene(scene);
    const size = log.size - 1 - chance.below(Math.min(5, log.size - 2));
    return exportedScene(scene, { checkpoint: checkpointOf(log, keys, 1_800_000_000, 3, size) });
  },
  'no log': (scene) => exportedScene(scene, { withoutLog: true }),
};

export const FORGERY_KINDS = Object.keys(FORGE);

/** Forgeries, kind by kind in turn. */
export function* forgeries(scene: Scene, count: number, chance: Chance): Generator<Forgery> {
  for (let done = 0; done < count; done += 1) {
    const kind = FORGERY_KINDS[done % FORGERY_KINDS.length] as string;
    yield { kind, zip: (FORGE[kind] as Forge)(scene, chance).zip };
  }
}
