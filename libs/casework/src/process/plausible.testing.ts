import type { Case } from '../case/case.js';
import type { Field, Fields } from '../engine/fields.js';
import type { Json, JsonObject, Subject } from '../engine/types.js';
import { processOf } from './process-of.js';
import { asAnExpert } from './expert.testing.js';
import type { Random } from './random.testing.js';
import { everybody, PARTIES } from './people.testing.js';
import { hex, sealed, type ProcessName, type World } from './world.testing.js';

const DAY_MS = 86_400_000;

/** A payload that a person could send: of the right shape, with most of what is optional, about things that are there. */
export function plausible(random: Random, world: World, name: ProcessName, id: string, command: string): JsonObject {
  const subject = world.subjects.get(`${name}/${id}`);
  const fields = processOf(name).fields[command] ?? {};
  const payload = group(random, fields, (key, field) => special(random, world, subject, command, key, field), world);
  return name === 'case' && random.chance(0.9) ? { ...payload, ...asAnExpert(random, world, subject as Case, command) } : payload;
}

type Special = (key: string, field: Field) => Json | undefined;

function group(random: Random, fields: Fields, known: Special, world: World): JsonObject {
  const payload: { [key: string]: Json } = {};
  for (const [key, field] of Object.entries(fields)) {
    if (field.optional === true && !random.chance(key === 'details' ? 0.3 : 0.85)) continue;
    const value = known(key, field) ?? generic(random, field, known, world);
    if (value !== undefined) payload[key] = value;
  }
  return payload;
}

/** What only makes sense about this subject; undefined: any value of its shape will do. */
function special(random: Random, world: World, subject: Subject | undefined, command: string, key: string, field: Field): Json | undefined {
  const one = (list: readonly Json[]): Json | undefined => random.pick(list);
  const cases = world.cases.map(({ id }) => id).filter((id) => id !== subject?.id);
  const judgment = (subject as Partial<Case> | undefined)?.judgment;
  switch (key) {
    case 'about':
      return one(itemsOf(subject as Case | undefined, command));
    case 'member':
      return one(
        [...(judgment?.panel.seats ?? []), ...(judgment?.dutyBench ?? []), ...(judgment?.reviewBench?.seats ?? [])]
          .map(({ member }) => member)
          .concat(random.pick(everybody)?.id ?? []),
      );
    case 'remedy':
      return field.kind === 'id' ? one((judgment?.remedies ?? []).map(({ id }) => id)) : undefined;
    case 'violation':
      return one(((subject as Partial<Case>).violations ?? []).map((violation) => violation.key));
    case 'lead':
    case 'case':
      return one(cases);
    case 'child':
      return one((subject as Case).joining?.children.map(({ id }) => id).concat(random.pick(cases) ?? []));
    case 'report':
      return one(world.reports.map(({ id }) => id));
    case 'signedBy':
      return [...PARTIES];
    case 'startsAt':
    case 'discoveredAt':
    case 'decidedAt':
      return world.at - random.below(2 * DAY_MS);
    case 'party':
    case 'accused':
    case 'respondent':
      return one(PARTIES);
    case 'addressee':
      return one(['ua', 'ru']);
    case 'severity':
      return 1 + random.below(5);
    default:
      return undefined;
  }
}

/** Ids of what a single-item command may be about. */
function itemsOf(subject: Case | undefined, command: string): Json[] {
  if (subject === undefined) return [];
  const { challenges, remedies, referrals, panel, dutyBench, reviewBench } = subject.judgment;
  if (/Challenge/.test(command)) return challenges.map(({ id }) => id);
  if (/Outside|Referral/.test(command)) return referrals.map(({ id }) => id);
  if (/Interests|Seat|Recuse/.test(command))
    return [...panel.seats, ...dutyBench, ...(reviewBench?.seats ?? [])].map(({ member }) => member);
  return remedies.map(({ id }) => id);
}

function generic(random: Random, field: Field, known: Special, world: World): Json | undefined {
  switch (field.kind) {
    case 'text':
    case 'secret':
      return sealed(random.below(1_000_000));
    case 'code':
      return random.pick(typeof field.of === 'string' ? (world.rulebook.lists[field.of] ?? []) : field.of);
    case 'id':
      return `id-${random.below(50)}`;
    case 'key':
      return `key-${random.below(50)}`;
    case 'hash':
      return hex(random.below(1_000_000));
    case 'instant':
      return world.at - random.below(DAY_MS);
    case 'integer':
      return field.min + random.below(Math.min(field.max - field.min, 40) + 1);
    case 'decimal':
      return String(Math.max(field.min, Math.min(field.max, 48 + random.below(20) / 10)));
    case 'flag':
      return random.chance(0.7);
    case 'list': {
      const length = Math.max(field.min, Math.min(field.max, 1 + random.below(3)));
      const of = field.of;
      const items = Array.from({ length }, () =>
        of.kind === 'group' ? group(random, of.fields, known, world) : generic(random, of, known, world),
      );
      return items.filter((item) => item !== undefined);
    }
    case 'group':
      return group(random, field.fields, known, world);
  }
}
