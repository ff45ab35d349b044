import { readFileSync } from 'node:fs';
import { caseProcess, commissionRoles, reportProcess, type Case, type Process, type Role, type Subject } from '@tregua/casework';
import type { CaseMatter } from '../apps/web/src/acts/case-matter.js';
import { ANSWERING_OUTSIDE, AUDITING, FILING, IN_THE_FIELD, OWNERS } from '../apps/web/src/process/roles-at-work.js';

// What the pages keep of their own that the law or the API also holds: here it fails where the two say different things.

/** Names under which the border shows an instant as a text (apps/api/src/http/matter.ts). */
type Instant = 'at' | `${string}At` | 't0' | 'ownT0' | 'until' | 'declareBy' | 'decideBy' | 'servedWithFile';
/** A part of the law as the border shows it. */
type Shown<T, Name = ''> = T extends number
  ? Name extends Instant
    ? string
    : number
  : T extends readonly (infer One)[]
    ? readonly Shown<One>[]
    : T extends object
      ? { readonly [Key in keyof T]: Shown<T[Key], Name extends 'servedWithFile' ? Name : Key> }
      : T;
type ShownCase = Shown<Omit<Case, 'id' | 'state' | 'severity' | 'deadlines'>>;
type Holds<Fact extends true> = Fact;
type HasAll<Kept, Read> = [Exclude<keyof Read, keyof Kept>] extends [never] ? true : false;
/**
 * These do not compile (npm run check) where the pages read something of a case of a kind that the law does not have; nor where they read what is not
 * there at all: they would never notice, since all of it may be absent.
 */
export type ReadByPages = [
  Holds<ShownCase extends CaseMatter ? true : false>,
  Holds<HasAll<ShownCase, CaseMatter>>,
  Holds<HasAll<ShownCase['judgment'], NonNullable<CaseMatter['judgment']>>>,
];

const ALL: readonly Role[] = [
  ...(['monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'rapporteur', 'member', 'chair', 'vice_chair'] as const),
  ...(['legal_adviser', 'party_agent', 'coordination_cell', 'auditor', 'publication_officer', 'state_officer'] as const),
  ...(['administrator', 'public'] as const),
];

/** Roles that may give a command of birth, by the row and by who holds its rights. */
function mayBegin(process: Process<Subject>, command: string): Role[] {
  const row = process.rows[command];
  if (row?.from !== null) throw new Error(`${command} begins nothing.`);
  const given = { subject: undefined, payload: {}, facts: {}, at: 0 } as unknown as Parameters<typeof process.holds>[1];
  const holds = (role: Role, right: string): boolean => process.holds(right, { ...given, actor: { id: 'somebody', role } });
  return ALL.filter((role) => row.by.some((right) => right !== 'system' && holds(role, right)));
}

/** Roles that the walk over all routes (test/golden/route-walk.txt) does not find refused. */
function letIn(route: string): string[] {
  const AS: Readonly<Record<string, string>> = {
    ...{ lead: 'team_lead', 'other-lead': 'team_lead', 'other-monitor': 'monitor', 'agent-aa': 'party_agent', 'agent-bb': 'party_agent' },
    ...{ 'agent-zz': 'party_agent', cell: 'coordination_cell', 'state-officer': 'state_officer', citizen: 'public' },
  };
  const lines = readFileSync('test/golden/route-walk.txt', 'utf8').split('\n');
  const outcomes = lines.slice(lines.indexOf(route) + 1);
  const own = outcomes.slice(
    0,
    outcomes.findIndex((line) => !line.startsWith('  ')),
  );
  const people = own.filter((line) => !/^ {2}40[13]/.test(line)).flatMap((line) => (line.split(': ')[1] ?? '').split(' '));
  return [...new Set(people.map((name) => AS[name] ?? name))].sort();
}

const sorted = (roles: readonly string[]): string[] => [...roles].sort();

describe('the lists that the pages keep', () => {
  it('show the way to a new report to whoever may begin one, and to nobody else', () => {
    expect(sorted(FILING)).toEqual(sorted(mayBegin(reportProcess as unknown as Process<Subject>, 'CreateReport')));
  });

  it('show the field to those whose parcels are taken', () => {
    expect(sorted(IN_THE_FIELD)).toEqual(letIn('PUT /api/v1/field/parcels/{id}'));
  });

  it('show the audit to the auditor and the Commission', () => {
    expect(sorted(AUDITING)).toEqual(sorted(['auditor', ...commissionRoles]));
  });

  it('show the outside to all who act in a referral', () => {
    const asRole: Readonly<Record<string, readonly string[]>> = { 'state officer': ['state_officer'], ...OWNERS };
    const acting = ['FileReferral', 'RecordOutsideDecision', 'RecordOutsideMeasure', 'RecordNoMeasure'].flatMap(
      (command) => caseProcess.rows[command]?.by ?? [],
    );
    const roles = acting.flatMap((right) => asRole[right] ?? [right]);
    expect(roles.filter((role) => !(ANSWERING_OUTSIDE as readonly string[]).includes(role))).toEqual([]);
    expect(ALL).toEqual(expect.arrayContaining([...ANSWERING_OUTSIDE]));
  });

  it('name for each owner of a state roles that people hold, and no owner that no state has', () => {
    const owners = [...new Set(Object.values(caseProcess.owners))];
    expect(owners.filter((owner) => OWNERS[owner] === undefined && !(ALL as readonly string[]).includes(owner))).toEqual([]);
    expect(Object.keys(OWNERS).filter((owner) => !owners.includes(owner))).toEqual([]);
    expect(
      Object.values(OWNERS)
        .flat()
        .filter((role) => !(ALL as readonly string[]).includes(role)),
    ).toEqual([]);
  });
});
