import type { Role } from '@tregua/casework';
import type { Secrecy } from '@tregua/store';
import type { SecrecyRule } from '../http/secrecy-sentences.js';

/** Lowest first (law-sources.md 5.4). */
export const levels = ['PUBLIC', 'PARTIES', 'COMMISSION', 'RESTRICTED', 'SOURCE_PROTECTED'] as const;
export type Level = (typeof levels)[number];

/** Who orders secrecy at all. Anybody of these may ask for more of it; less is the chair's to give. */
export const ORDERS_SECRECY: readonly Role[] = ['chair', 'vice_chair', 'custodian', 'registrar'];
const PRESIDES: readonly Role[] = ['chair', 'vice_chair'];
const KEEPS: readonly Role[] = [...PRESIDES, 'custodian'];

export interface SecrecyAsked {
  readonly level: Level;
  readonly compartment: string | null;
}

/** Every rule that the change would break, those of right first. Empty: it may be made. */
export function whyNotSecrecy(role: Role, was: Secrecy, asked: SecrecyAsked): readonly SecrecyRule[] {
  const [from, to] = [levels.indexOf(was.level as Level), levels.indexOf(asked.level)];
  const changesCompartment = asked.compartment !== was.compartment;
  const broken: readonly (readonly [SecrecyRule, boolean])[] = [
    ['lessIsForTheChair', to < from && !PRESIDES.includes(role)],
    ['compartmentIsForItsKeepers', changesCompartment && !(was.compartment === null ? KEEPS : PRESIDES).includes(role)],
    ['twoKeysOpenIt', was.level === 'SOURCE_PROTECTED' && to < from],
    ['everyPartyIsServed', asked.level === 'PARTIES' && to < from && !was.partiesServed],
    ['rulingIsPublished', asked.level === 'PUBLIC' && to < from && !was.ruledInPublic],
    ['publicIsInNoCompartment', asked.level === 'PUBLIC' && asked.compartment !== null],
  ];
  return broken.flatMap(([rule, isBroken]) => (isBroken ? [rule] : []));
}

/** These say that somebody else may do it; the others that nobody may, now. */
export function isOfRight(rule: SecrecyRule): boolean {
  return rule === 'lessIsForTheChair' || rule === 'compartmentIsForItsKeepers';
}
