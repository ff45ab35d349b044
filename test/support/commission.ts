import { createHash } from 'node:crypto';
import type { Actor, Agreement, JsonObject } from '@tregua/casework';
import { commissionLaw, Docket, type Answer, type Entered } from '@tregua/docket';
import { fileAgreement, PostgresDocketStore } from '@tregua/store';
import type { TestDatabase } from './database.js';

/** A UUID that a test can read: the number is its end. */
export function uuid(number: number): string {
  return `0190a1b2-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const SYSTEM: Actor = { id: 'system', role: 'system' };
export const monitor: Actor = { id: uuid(0xa1), role: 'monitor', team: 'alpha' };
export const teamLead: Actor = { id: uuid(0xa2), role: 'team_lead', team: 'alpha' };
export const registrar: Actor = { id: uuid(0xa3), role: 'registrar' };
export const rapporteur: Actor = { id: uuid(0xa4), role: 'rapporteur' };
export const investigator: Actor = { id: uuid(0xa5), role: 'investigator' };
export const agentOfA: Actor = { id: uuid(0xa6), role: 'party_agent', party: 'aa' };
export const agentOfB: Actor = { id: uuid(0xa7), role: 'party_agent', party: 'bb' };
export const cell: Actor = { id: uuid(0xa8), role: 'coordination_cell' };
export const auditor: Actor = { id: uuid(0xa9), role: 'auditor' };
export const chair: Actor = { id: uuid(0xc0), role: 'chair', constituency: 'us' };

/** Parties of an invented agreement: the code knows no state. */
export const agreement: Agreement = {
  id: 'test-agreement-1',
  title: 'An agreement for tests',
  parties: [
    { code: 'aa', name: 'Party A' },
    { code: 'bb', name: 'Party B' },
  ],
  inForceFrom: Date.UTC(2020, 0, 1),
  inForceUntil: null,
  version: 1,
  areas: [
    {
      version: 1,
      from: 0,
      until: null,
      shape: [
        [
          [
            ['44', '22'],
            ['44', '41'],
            ['53', '41'],
            ['53', '22'],
          ],
        ],
      ],
    },
  ],
  lines: [],
  zones: [],
  references: [],
};

const CONSTITUENCIES = ['us', 'ukraine', 'coalition', 'neutral'];

/** Seats a commission of `members` and the chair, so that benches and panels can be drawn, and puts the agreement in force. */
export async function seatCommission(database: TestDatabase, members = 12): Promise<Actor[]> {
  const seated: Actor[] = Array.from({ length: members }, (_, index) => ({
    id: uuid(0xd00 + index),
    role: 'member',
    constituency: CONSTITUENCIES[index % CONSTITUENCIES.length] as string,
  }));
  for (const { id, role, constituency } of [chair, ...seated]) {
    await database.ask(
      `insert into tregua.people (id, sign_in_name, roles, constituency, created_at, changed_at) values ($1, $2, $3, $4, now(), now())`,
      [id, `person-${id.slice(-6)}`, [role], constituency],
    );
  }
  await fileAgreement(database.dataSource, database.keyring, agreement, SYSTEM);
  return seated;
}

export function docketOn(database: TestDatabase): Docket {
  return new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
}

/** A report of indirect fire with everything that its code requires. Starts an hour before `now`. */
export function shelling(change: JsonObject = {}, now = Date.now()): JsonObject {
  return {
    codes: ['K3'],
    startsAt: now - 3_600_000,
    timePrecision: 'minute',
    epistemicLevel: 'observed',
    place: { latitude: '48.05', longitude: '37.85', radiusMetres: 200, name: 'a house by the river' },
    details: { count: 3, bearing: 90 },
    narrative: 'Three shells fell within a minute.',
    accused: 'bb',
    allegedBy: 'independent',
    ...change,
  };
}

export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** @throws when it was not entered: the test then shows why. */
export function entered(answer: Answer): Entered {
  if (answer.status !== 'entered') throw new Error(`Not entered: ${JSON.stringify(answer)}`);
  return answer;
}

/** Files a report and takes it as far as VERIFIED. Returns its id. */
export async function verifiedReport(docket: Docket, content: JsonObject = shelling(), author: Actor = monitor): Promise<string> {
  const { id } = entered(await docket.enter({ process: 'report', command: 'CreateReport', payload: { content }, actor: author }));
  entered(await docket.enter({ process: 'report', stream: id, command: 'SubmitReport', payload: {}, actor: author }));
  entered(await docket.enter({ process: 'report', stream: id, command: 'VerifyReport', payload: {}, actor: teamLead }));
  return id;
}

/** Opens a case by admitting a fresh report. Returns the id of the case. */
export async function openedCase(docket: Docket, content: JsonObject = shelling()): Promise<string> {
  const report = await verifiedReport(docket, content);
  const admitted = entered(
    await docket.enter({ process: 'report', stream: report, command: 'AdmitReport', payload: {}, actor: registrar }),
  );
  const born = admitted.entries.find(({ stream }) => stream.startsWith('case/'));
  if (born === undefined) throw new Error('Admitting the report opened no case.');
  return born.stream.slice('case/'.length);
}
