import type { Case } from '@tregua/casework';
import type { Entry, Json, JsonObject } from '@tregua/ledger';

/** Stands where a name was: how many there were is no secret. */
const WITHHELD = 'withheld';
/** Names of values that say who voted how, wherever they stand in an outcome. */
const BY_NAME = new Set(['votes', 'voted', 'voterConstituencies', 'voters', 'inFavour', 'constituencies', 'ballots', 'signatures']);

/** The case for readers who learn numbers and no names: who voted, and how, is taken out. */
export function withoutVotes(snapshot: Case): Case {
  const { judgment } = snapshot;
  return {
    ...snapshot,
    judgment: {
      ...judgment,
      voters: judgment.voters.map((voter) => ({ ...voter, member: WITHHELD })),
      rulings: judgment.rulings.map((ruling) => ({ ...ruling, votes: {}, voterConstituencies: {} })),
      provisional: judgment.provisional.map((finding) => ({
        ...finding,
        inFavour: finding.inFavour.map(() => WITHHELD),
        constituencies: finding.constituencies.map(() => WITHHELD),
      })),
    },
  };
}

/**
 * An entry of a case as it is served on a party or shown in public: what was done, on what payload, and what came of it. The facts that it was
 * decided on are the Commission's own (who could sit, who signed, how each voted), and so is which member moved it. `withheld` names what is not there: the
 * hash is of the whole.
 */
export function withoutNames(entry: Entry): { readonly entry: Entry; readonly withheld: readonly string[] } {
  const { data, actor } = entry;
  const right = data['as'];
  const ofBench = typeof right === 'string' && right.endsWith('bench');
  const withheld: string[] = [];
  if (Object.keys(data['facts'] as JsonObject).length > 0) withheld.push('/data/facts');
  if (ofBench) withheld.push('/actor');
  const outcome = stripped(data['outcome'] as Json, '/data/outcome', withheld);
  const shown = ofBench ? { role: actor['role'] as Json } : actor;
  return { entry: { ...entry, actor: shown, data: { ...data, facts: {}, outcome } }, withheld };
}

function stripped(value: Json, pointer: string, withheld: string[]): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item, index) => stripped(item, `${pointer}/${index}`, withheld));
  const kept: [string, Json][] = [];
  for (const [name, inner] of Object.entries(value)) {
    if (BY_NAME.has(name)) withheld.push(`${pointer}/${name}`);
    else kept.push([name, stripped(inner, `${pointer}/${name}`, withheld)]);
  }
  return Object.fromEntries(kept);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
