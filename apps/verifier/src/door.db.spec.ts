import type { Actor, Case } from '@tregua/casework';
import type { Answer, Docket } from '@tregua/docket';
import { EXPORT_FORMAT, exportLines, instantText, type Head } from '@tregua/ledger';
import { rulebookOf } from '@tregua/casework';
import { setClock } from '@tregua/store';
import { chair, docketOn, entered, openedCase, seatCommission, shelling } from '../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { bytesOf, sha256 } from '../../../test/tamper/history.js';
import { commissionLaw } from './commission-law.js';
import { verifyLines, type Verification } from './verify.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 12, 12);

let database: TestDatabase;
let docket: Docket;
let now = START;

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  await seatCommission(database, 24);
}, 60_000);
afterAll(async () => await database?.drop());

beforeEach(async () => await setTime(START));

async function setTime(at: number): Promise<void> {
  now = at;
  await setClock(database.ownerUrl, { standingAt: at });
}

async function standing(caseId: string): Promise<Case> {
  const [row] = await database.ask<{ snapshot: Case }>('select snapshot from tregua.cases where id = $1', [caseId]);
  return row?.snapshot as Case;
}

const actorOf = ({ member, constituency }: { member: string; constituency: string }): Actor => ({
  id: member,
  role: member === chair.id ? 'chair' : 'member',
  constituency,
});
const act = async (caseId: string, command: string, actor: Actor, payload: object = {}): Promise<Answer> =>
  await docket.enter({ process: 'case', stream: caseId, command, payload: payload as never, actor });

/** Lets the clock run, and everything lapse that is due, until the case is in the state; the panel declares its interests on the way. */
async function waitFor(caseId: string, state: string): Promise<void> {
  for (let steps = 0; steps < 400; steps += 1) {
    const subject = await standing(caseId);
    if (subject.state === state) return;
    for (const seat of subject.judgment.panel.seats) {
      if (seat.status === 'awaitsDeclaration') await act(caseId, 'DeclareInterests', actorOf(seat));
    }
    await setTime(now + 6 * HOUR);
    while ((await docket.lapseDue(100)).entered.length > 0);
  }
  throw new Error(`The case never came to ${state}.`);
}

/** Everything that is kept of a case, as an export for somebody who may read it whole; no value is disclosed. */
async function verified(caseId: string): Promise<Verification> {
  const subject = `case/${caseId}`;
  const heads = await database.ask<Head>(
    `select stream, seq, encode(hash, 'hex') as hash from tregua.stream_heads h
     where stream = $1 or stream like 'ballot/' || $2 || '/%'
        or stream in (select stream from tregua.reports where case_id = $2::uuid)
        or stream in (select stream from tregua.motions where target = $2::uuid)
     order by stream`,
    [subject, caseId],
  );
  const entries = await database.ask<{ bytes: Uint8Array }>(
    'select bytes from tregua.entries where stream = any($1) order by array_position($1, stream), seq',
    [heads.map(({ stream }) => stream)],
  );
  const states = await database.ask<{ stream: string; state: object }>(
    `select stream, snapshot as state from tregua.cases where id = $1 union all select stream, snapshot from tregua.reports where case_id = $1`,
    [caseId],
  );
  const { rulebook, processVersion } = await standing(caseId);
  const header = {
    format: EXPORT_FORMAT,
    madeAt: instantText(now),
    subject,
    rulebook,
    processVersion,
    heads,
    notice: '',
    audience: 'auditor',
  } as const;
  const lines = [
    ...exportLines({ header, rulebooks: [rulebookOf(rulebook)], entries: entries.map(({ bytes }) => bytes), sealed: [], states }),
  ];
  return verifyLines(bytesOf(lines.map((line) => line.slice(0, -1))), { digest: sha256, law: commissionLaw, heads });
}

describe('a case that went through the door', () => {
  it('verifies after a motion of the bench', async () => {
    const caseId = await openedCase(docket, shelling({}, START));
    await waitFor(caseId, 'PRELIMINARY');
    const [first, second] = (await standing(caseId)).judgment.dutyBench.map(actorOf) as [Actor, Actor];
    const payload = { ground: 'outside-area', reasons: 'It lies outside the area of the agreement.' };
    const motion = entered(await docket.propose({ process: 'case', stream: caseId, command: 'RejectCase', payload, actor: first }));
    expect(entered(await docket.sign({ motion: motion.id, position: 'for', actor: second })).state).toBe('carried');
    const { findings, verdict, counts } = await verified(caseId);
    expect(findings).toEqual([]);
    expect(verdict).toBe('consistent');
    expect(counts.streams).toBe(3);
  }, 60_000);

  it('verifies after ballots, a ruling, and lapses to its end', async () => {
    const caseId = await openedCase(docket, shelling({}, START));
    await waitFor(caseId, 'VOTING');
    const { judgment } = await standing(caseId);
    const votes = (judgment.draft?.questions ?? []).map(({ key }) => ({ question: key, vote: 'yes' }));
    for (const seat of judgment.panel.seats.filter(({ status }) => status === 'declared')) {
      entered(await act(caseId, 'CastBallot', actorOf(seat), { choices: { votes } }));
    }
    entered(await act(caseId, 'CloseBallot', chair));
    const ruled = await verified(caseId);
    expect(ruled.findings).toEqual([]);
    expect(ruled.heads.some(({ stream }) => stream.startsWith('ballot/'))).toBe(true);
    for (let days = 0; days < 200; days += 1) {
      await setTime(now + 24 * HOUR);
      while ((await docket.lapseDue(100)).entered.length > 0);
    }
    const ended = await verified(caseId);
    expect(ended.findings).toEqual([]);
    expect(ended.verdict).toBe('consistent');
    expect(ended.counts.replayed).toBeGreaterThan(ruled.counts.replayed);
  }, 120_000);
});
