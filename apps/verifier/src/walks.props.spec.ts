import fc from 'fast-check';
import { evolve, processOf, type Json, type JsonObject, type Recorded, type Subject } from '@tregua/casework';
import { openCase, Walk } from '../../../libs/casework/src/process/walk.testing.js';
import { World } from '../../../libs/casework/src/process/world.testing.js';
import { bytesOf, exported, sha256, type Exported, type Loose } from '../../../test/tamper/history.js';
import { worldHistory, type WorldHistory } from '../../../test/tamper/world-history.js';
import { commissionLaw } from './commission-law.js';
import { verifyLines, type Verification } from './verify.js';

const RUNS = Number(process.env['WALKS'] ?? 30);
const FORGERIES = 5;
const seeds = fc.integer({ min: 1, max: 2_000_000_000 });

interface Walked {
  readonly world: World;
  readonly of: string;
  readonly history: WorldHistory;
}

function walked(seed: number): Walked {
  const walk = new Walk(new World(), seed);
  const id = openCase(walk.world, walk.random);
  for (let n = 0; n < 80; n += 1) walk.step();
  return { world: walk.world, of: `case/${id}`, history: worldHistory(walk.world) };
}

const walks = new Map<number, Walked>();

function walkOf(seed: number): Walked {
  const walk = walks.get(seed) ?? walked(seed);
  walks.set(seed, walk);
  return walk;
}

const madeOf = ({ world, of, history }: Walked): Exported => exported({ rulebook: world.rulebook, now: world.at, subject: of, ...history });

const verified = ({ lines, heads }: Exported): Verification => verifyLines(bytesOf(lines), { digest: sha256, law: commissionLaw, heads });

/** Written anew by somebody who holds the whole database: hashes, heads and states follow from the changed entries. */
function forged({ world, of, history }: Walked, stream: string, index: number, change: (entry: Loose) => Loose): Exported {
  const streams = new Map(history.streams);
  streams.set(
    stream,
    (streams.get(stream) ?? []).map((entry, at) => (at === index ? change(structuredClone(entry)) : entry)),
  );
  const states = new Map(history.states);
  let state: Subject | undefined;
  for (const { command, type, at, actor, rulebook, data } of streams.get(stream) ?? []) {
    const recorded = { command, type, at: Date.parse(at), actor, rulebook, data } as unknown as Recorded;
    state = evolve(processOf(stream.startsWith('case/') ? 'case' : 'report'), state, recorded, world.rulebook);
  }
  if (state !== undefined) states.set(stream, state);
  return exported({ rulebook: world.rulebook, now: world.at, subject: of, streams, sealed: history.sealed, states });
}

interface Place {
  readonly stream: string;
  readonly index: number;
  readonly entry: Loose;
}

const steps = ({ history }: Walked): Place[] =>
  [...history.streams]
    .filter(([stream]) => /^(case|report)\//.test(stream))
    .flatMap(([stream, entries]) => entries.map((entry, index) => ({ stream, index, entry })));

/** Changes one number, text or flag somewhere inside. */
function changedLeaf(value: Json, pick: number): Json {
  if (typeof value === 'number') return value + 1 + (pick % 5);
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'boolean') return !value;
  if (value === null) return 'something';
  const keys = Object.keys(value);
  if (keys.length === 0) return 'something';
  const key = keys[pick % keys.length] as string;
  if (Array.isArray(value)) return (value as Json[]).map((item, index) => (`${index}` === key ? changedLeaf(item, pick >> 3) : item));
  return { ...value, [key]: changedLeaf((value as JsonObject)[key] as Json, pick >> 3) };
}

describe('the Commission’s own law, walked at random', () => {
  it('gives histories in which the verifier finds nothing', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { findings } = verified(madeOf(walked(seed)));
        expect(findings.filter(({ weight }) => weight !== 'note').slice(0, 3)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a history of the Commission’s own law that was forged and chained anew', () => {
  const kinds: {
    readonly [kind: string]: {
      readonly what: RegExp;
      readonly may: (place: Place) => boolean;
      readonly change: (entry: Loose, pick: number) => Loose;
    };
  } = {
    'another outcome than the law gives': {
      what: /^(outcomeDiffers|stepCannotBeFolded|subjectIsAnother)$/,
      may: ({ entry }) => Object.keys(entry.data['outcome'] as JsonObject).length > 0,
      change: (entry, pick) => ({ ...entry, data: { ...entry.data, outcome: changedLeaf(entry.data['outcome'] as Json, pick) } }),
    },
    'another event than the command records': {
      what: /^recordDiffers$/,
      may: () => true,
      change: (entry) => ({ ...entry, type: `${entry.type}Again` }),
    },
    'another right than the one that was used': {
      what: /^recordDiffers$/,
      may: () => true,
      change: (entry) => ({ ...entry, data: { ...entry.data, as: 'administrator' } }),
    },
    'an actor who may not': {
      what: /^(stepIsUnlawful|stepCannotBeDecided)$/,
      may: () => true,
      change: (entry) => ({ ...entry, actor: { id: 'somebody', role: 'administrator' } }),
    },
    'a fact that the step did not need': {
      what: /^factsAreOthers$/,
      may: () => true,
      change: (entry) => ({ ...entry, data: { ...entry.data, facts: { ...(entry.data['facts'] as JsonObject), whisper: 'x' } } }),
    },
    'a report told otherwise than it stood': {
      what: /^(factDiffers|stepIsUnlawful)$/,
      may: ({ entry }) => ((entry.data['facts'] as JsonObject)['report'] ?? null) !== null,
      change: (entry) => {
        const facts = entry.data['facts'] as { report: JsonObject };
        return { ...entry, data: { ...entry.data, facts: { ...facts, report: { ...facts.report, killed: 77 } } } };
      },
    },
    'a ballot left out of the tally': {
      what: /^ballotIsNotOpened$/,
      may: ({ entry }) => ((entry.data['facts'] as { ballots?: Json[] }).ballots ?? []).length > 0,
      change: (entry) => {
        const facts = entry.data['facts'] as { ballots: Json[] };
        return { ...entry, data: { ...entry.data, facts: { ...facts, ballots: facts.ballots.slice(1) } } };
      },
    },
    'a signature that no motion holds': {
      what: /^signatureIsNotInMotion$/,
      may: ({ entry }) => ((entry.data['facts'] as { signatures?: Json[] }).signatures ?? []).length > 0,
      change: (entry) => {
        const facts = entry.data['facts'] as { signatures: JsonObject[] };
        const more = { ...facts.signatures[0], member: 'somebody' };
        return { ...entry, data: { ...entry.data, facts: { ...facts, signatures: [...facts.signatures, more] } } };
      },
    },
  };

  it.each(Object.entries(kinds))('is named where it was forged: %s', (_, { what, may, change }) => {
    let tried = 0;
    for (let seed = 1; tried < FORGERIES && seed < 400; seed += 1) {
      const walk = walkOf(seed);
      const places = steps(walk).filter(may);
      const place = places[(seed * 7_919) % Math.max(1, places.length)];
      if (place === undefined) continue;
      const { stream, index } = place;
      let made: Exported;
      try {
        made = forged(walk, stream, index, (entry) => change(entry, seed * 104_729));
      } catch {
        continue; // A history that cannot be folded has no state to show: the forger gives up.
      }
      tried += 1;
      const found = verified(made).findings.filter((finding) => finding.stream === stream && finding.seq === index + 1);
      expect(found).toContainEqual(expect.objectContaining({ weight: 'unlawful', what: expect.stringMatching(what) }));
    }
    expect(tried).toBe(FORGERIES);
  });
});
