import { createHash } from 'node:crypto';
import type { Actor, Case } from '@tregua/casework';
import type { Answer, Docket } from '@tregua/docket';
import { commitmentOf } from '@tregua/ledger';
import { findCase, listHistory, listMotions, listMyRecusals, mayKnowStream, setClock, type Reader } from '../index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  agentOfA,
  auditor,
  chair,
  digestOf,
  docketOn,
  entered,
  openedCase,
  registrar,
  seatCommission,
  shelling,
  uuid,
} from '../../../../test/support/commission.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 12, 12);

let database: TestDatabase;
let docket: Docket;
let members: Actor[];

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  members = await seatCommission(database, 24);
}, 60_000);
afterAll(async () => await database?.drop());

const readerOf = ({ id, role, party }: Actor): Reader => ({ id, roles: [role], ...(party === undefined ? {} : { party }) });
const standing = async (caseId: string): Promise<Case> =>
  (await findCase(database.dataSource, readerOf(auditor), caseId))?.snapshot ?? Promise.reject(new Error('The case is not there.'));
const actorOf = ({ member, constituency }: { member: string; constituency: string }): Actor => ({
  id: member,
  role: member === chair.id ? 'chair' : 'member',
  constituency,
});
const act = async (caseId: string, command: string, actor: Actor, payload: object = {}, more: object = {}): Promise<Answer> =>
  await docket.enter({ process: 'case', stream: caseId, command, payload: payload as never, actor, ...more });

/** Lets the clock run and everything that is due lapse, hour by hour, until the case is in the state. */
async function waitFor(caseId: string, state: string, from = START): Promise<number> {
  for (let hours = 1; hours < 24 * 80; hours += 6) {
    const at = from + hours * HOUR;
    await setClock(database.ownerUrl, { standingAt: at });
    while ((await docket.lapseDue(100)).entered.length > 0);
    const now = await standing(caseId);
    if (now.state === state) return at;
    if (now.state === 'PANEL' || now.state === 'DELIBERATION') await declareAll(caseId);
  }
  throw new Error(`The case never came to ${state}: it is in ${(await standing(caseId)).state}.`);
}

async function declareAll(caseId: string): Promise<void> {
  for (const seat of (await standing(caseId)).judgment.panel.seats) {
    if (seat.status === 'awaitsDeclaration') entered(await act(caseId, 'DeclareInterests', actorOf(seat), {}));
  }
}

describe('a bench acts by motion', () => {
  const reject = { ground: 'outside-area', reasons: 'It lies outside the area of the agreement.' };
  let caseId: string;
  let bench: Actor[];
  beforeEach(async () => {
    await setClock(database.ownerUrl, { standingAt: START });
    caseId = await openedCase(docket, shelling({}, START));
    await waitFor(caseId, 'PRELIMINARY');
    bench = (await standing(caseId)).judgment.dutyBench.map(actorOf);
  });
  const propose = async (actor: Actor, more: object = {}): Promise<Answer> =>
    await docket.propose({ process: 'case', stream: caseId, command: 'RejectCase', payload: reject, actor, ...more });

  it('enters the command with the signatures when a majority is for it, by the proposer', async () => {
    const [first, second, third] = bench as [Actor, Actor, Actor];
    const motion = entered(await propose(first));
    expect(motion).toMatchObject({ process: 'motion', state: 'open', seq: 1, type: 'MotionMade' });
    expect((await standing(caseId)).state).toBe('PRELIMINARY');
    expect(await listMotions(database.dataSource, database.keyring, readerOf(second), caseId)).toMatchObject([
      { id: motion.id, status: 'open', proposed: reject, signatures: [{ member: first.id, position: 'for' }] },
    ]);
    expect(await listMotions(database.dataSource, database.keyring, readerOf(registrar), caseId)).toEqual([]);

    const carried = entered(await docket.sign({ motion: motion.id, position: 'for', actor: second }));
    expect(carried).toMatchObject({ state: 'carried', entries: [{ stream: motion.stream, seq: 2 }, { stream: `case/${caseId}` }] });
    expect((await standing(caseId)).state).toBe('INADMISSIBLE');
    const page = await listHistory(database.dataSource, database.keyring, readerOf(auditor), `case/${caseId}`);
    const last = page?.items.at(-1);
    expect(last?.entry).toMatchObject({ type: 'CaseRejected', actor: { id: first.id }, data: { as: 'bench' } });
    expect(last?.entry.data['facts']).toMatchObject({ signatures: [{ member: first.id }, { member: second.id }] });
    expect(last?.texts['/payload/reasons']?.value).toBe(reject.reasons);
    expect(await docket.sign({ motion: motion.id, position: 'for', actor: third })).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'motionIsOpen' }],
    });
  });

  it('is rejected when it can no longer win, and nobody signs twice or from outside', async () => {
    const [first, second, third] = bench as [Actor, Actor, Actor];
    const outsider = members.find(({ id }) => !bench.some((seat) => seat.id === id)) as Actor;
    expect(await propose(outsider)).toMatchObject({ status: 'refused', refusals: [{ code: 'roleAllows' }] });
    const { id } = entered(await propose(first));
    expect(await docket.sign({ motion: id, position: 'for', actor: first })).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'motionIsSignedOnce' }],
    });
    expect(await docket.sign({ motion: id, position: 'for', actor: outsider })).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'roleAllows' }],
    });
    expect(entered(await docket.sign({ motion: id, position: 'against', actor: second })).state).toBe('open');
    expect(entered(await docket.sign({ motion: id, position: 'abstain', actor: third })).state).toBe('rejected');
    expect((await standing(caseId)).state).toBe('PRELIMINARY');
  });

  it('stays open where the law does not let it pass, and says why', async () => {
    const [first, second] = bench as [Actor, Actor, Actor];
    const { id } = entered(await propose(first, { payload: { ground: 'outside-area' } }));
    expect(await docket.sign({ motion: id, position: 'for', actor: second })).toMatchObject({
      state: 'open',
      unmet: [{ code: 'reasonsAreGiven' }],
    });
    expect((await standing(caseId)).state).toBe('PRELIMINARY');
  });

  it.each<[string, object, string]>([
    ['a command of another state', { command: 'UpholdRuling', payload: {} }, 'stateAllows'],
    ['a command that needs no signatures', { command: 'LowerSeverity', payload: {} }, 'commandTakesMotion'],
    ['a command that is none', { command: 'Fly', payload: {} }, 'commandIsKnown'],
    ['a text that is none', { payload: { ...reject, reasons: 7 } }, 'payloadIsShaped'],
    ['a ground that the rulebook does not list', { payload: { ...reject, ground: 'dislike' } }, 'payloadIsShaped'],
    ['a value that no field describes', { payload: { ...reject, colour: 'blue' } }, 'payloadIsShaped'],
  ])('does not take %s', async (_, more, code) => {
    expect(await propose(bench[0] as Actor, more)).toMatchObject({ status: 'refused', refusals: [{ code }] });
  });

  it.each<[string, object, string, string]>([
    ['an unlisted ground', { ground: 'dislike', reasons: 'x' }, '/ground', 'isCode'],
    ['a ground that is a number', { ...reject, ground: 7 }, '/ground', 'isCode'],
    ['an unknown value', { ...reject, colour: 'blue' }, '/colour', 'isKnown'],
  ])('names the place of %s, and opens no motion', async (_, payload, pointer, rule) => {
    const answer = await propose(bench[0] as Actor, { payload });
    expect(answer).toEqual({ status: 'refused', refusals: [{ code: 'payloadIsShaped', params: { pointer, rule } }] });
    expect(await listMotions(database.dataSource, database.keyring, readerOf(bench[0] as Actor), caseId)).toEqual([]);
  });

  it('cannot be passed by: one member alone is refused at the door', async () => {
    expect(await act(caseId, 'RejectCase', bench[0] as Actor, reject)).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'roleAllows' }],
    });
  });

  it('carries once when two members sign at the same time with their keys', async () => {
    const [first, second, third] = bench as [Actor, Actor, Actor];
    const { id } = entered(await propose(first, { idempotency: { key: 'm', route: 'propose', bodyDigest: digestOf(reject) } }));
    const sign = async (actor: Actor): Promise<Answer> =>
      await docket.sign({ motion: id, position: 'for', actor, idempotency: { key: 's', route: 'sign', bodyDigest: digestOf('for') } });
    const answers = await Promise.all([sign(second), sign(second), sign(third)]);
    expect(JSON.stringify(answers[0])).toBe(JSON.stringify(answers[1]));
    expect(answers.filter((answer) => answer.status === 'entered' && answer.state === 'carried').length).toBeGreaterThan(0);
    const history = await listHistory(database.dataSource, database.keyring, readerOf(auditor), `case/${caseId}`);
    expect(history?.items.filter(({ entry }) => entry.type === 'CaseRejected')).toHaveLength(1);
  });
});

describe('ballots', () => {
  it('are kept apart and hidden until the call closes, then opened by the closing entry', async () => {
    await setClock(database.ownerUrl, { standingAt: START });
    const caseId = await openedCase(docket, shelling({}, START));
    await waitFor(caseId, 'VOTING');
    const voting = await standing(caseId);
    const [before, call] = [await seqOf(`case/${caseId}`), voting.judgment.call];
    const stream = `ballot/${caseId}/${call?.number}`;
    const questions = voting.judgment.draft?.questions ?? [];
    const ballot = { choices: { votes: [{ question: questions[0]?.key ?? 'q', vote: 'yes' }] } };
    const voters = voting.judgment.panel.seats.filter(({ status }) => status === 'declared').map(actorOf);
    expect(voters.length).toBeGreaterThanOrEqual(3);

    const answers = await Promise.all(voters.map(async (voter) => await act(caseId, 'CastBallot', voter, ballot, { expectedSeq: before })));
    expect(answers.map(({ status }) => status)).toEqual(voters.map(() => 'entered'));
    expect(await seqOf(`case/${caseId}`)).toBe(before);
    expect(await seqOf(stream)).toBe(voters.length);
    expect(await act(caseId, 'CastBallot', voters[0] as Actor, ballot)).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'ballotIsCastOnce' }],
    });
    for (const reader of [chair, auditor, ...voters])
      expect(await mayKnowStream(database.dataSource, readerOf(reader), stream)).toBe(false);

    const closed = entered(await act(caseId, 'CloseBallot', chair));
    expect(closed.state).toBe('RULED');
    const page = await listHistory(database.dataSource, database.keyring, readerOf(auditor), `case/${caseId}`, {
      afterSeq: closed.seq - 1,
    });
    const opened = (
      page?.items[0]?.entry.data['facts'] as { ballots: { member: string; choices: object; salt: string; commitment: string }[] }
    ).ballots;
    expect(opened.map(({ member }) => member).sort()).toEqual(voters.map(({ id }) => id).sort());
    const cast = await listHistory(database.dataSource, database.keyring, readerOf(auditor), stream);
    for (const { seq, entry, texts } of cast?.items ?? []) {
      const mine = opened.find(({ member }) => member === entry.actor['id']);
      const hidden = { stream, seq, field: '/payload/choices', value: mine?.choices as never, salt: mine?.salt ?? '' };
      expect((entry.data['payload'] as { choices: { sealed: string } }).choices.sealed).toBe(mine?.commitment);
      expect(commitmentOf(hidden, (bytes) => createHash('sha256').update(bytes).digest())).toBe(mine?.commitment);
      expect(texts).toEqual({});
    }
  }, 60_000);
});

describe('a member who stands aside', () => {
  it('is blind to the case from that entry on, and keeps only the recusal', async () => {
    await setClock(database.ownerUrl, { standingAt: START });
    const caseId = await openedCase(docket, shelling({}, START));
    await waitFor(caseId, 'INVESTIGATION');
    const seat = (await standing(caseId)).judgment.dutyBench[0];
    const member = actorOf(seat as { member: string; constituency: string });
    const reader = readerOf(member);
    expect(await findCase(database.dataSource, reader, caseId)).toMatchObject({ readable: true });
    entered(await act(caseId, 'RecuseMember', member, { ground: 'authored' }));
    expect(await findCase(database.dataSource, reader, caseId)).toBeUndefined();
    expect(await listHistory(database.dataSource, database.keyring, reader, `case/${caseId}`)).toBeUndefined();
    expect(await listMyRecusals(database.dataSource, reader)).toMatchObject([
      { reference: expect.stringMatching(/^TR-/), since: expect.any(Number) },
    ]);
    expect(await listMyRecusals(database.dataSource, { id: uuid(1), roles: ['member'] })).toEqual([]);
    expect(await findCase(database.dataSource, readerOf(agentOfA), caseId)).toMatchObject({ readable: false });
  }, 60_000);
});

async function seqOf(stream: string): Promise<number> {
  const [row] = await database.ask<{ seq: number }>('select seq from tregua.stream_heads where stream = $1', [stream]);
  return row?.seq ?? 0;
}
