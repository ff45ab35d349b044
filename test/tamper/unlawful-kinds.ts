import type { JsonObject } from '@tregua/casework';
import { commitmentOf } from '@tregua/ledger';
import { sha256, SYSTEM, type Loose } from './history.js';
import { people, roster, smallLaw, type SmallHistory } from './small-law.js';

const HOUR = 3_600_000;
const ENTRIES = { open: 0, draw: 1, openVote: 2, closeVote: 3, refer: 4, close: 5 } as const;

export type Streams = Map<string, Loose[]>;

/** One unlawful step, well chained: who holds the whole database could write it. */
export interface UnlawfulKind {
  readonly kind: string;
  readonly change: (streams: Streams) => void;
  readonly what: string;
  readonly stream?: string;
  readonly seq: number;
  readonly says?: string;
}

/** Every kind of unlawful step that is tried on a history, with what the verifier must say of it and where. */
export function unlawfulKinds({ history, of, panel, ballots }: SmallHistory): readonly UnlawfulKind[] {
  const listOf = (streams: Streams, stream = of): Loose[] => streams.get(stream) as Loose[];
  const plus = (at: string, hours: number): string => new Date(Date.parse(at) + hours * HOUR).toISOString();
  const child = [...history.streams.keys()].find((stream) => stream.startsWith('case/') && stream !== of) as string;
  const motion = [...history.streams.keys()].find((stream) => stream.startsWith('motion/')) as string;

  /** Replaces parts of one entry; what is nested in data is merged one level deep. */
  function alter(streams: Streams, stream: string, index: number, change: Partial<Loose>, data: { [part: string]: JsonObject } = {}): void {
    const entry = listOf(streams, stream)[index] as Loose;
    const merged = Object.fromEntries(Object.entries(data).map(([part, more]) => [part, { ...(entry.data[part] as JsonObject), ...more }]));
    listOf(streams, stream)[index] = { ...entry, ...change, data: { ...entry.data, ...merged } };
  }

  const step = (at: string, command: string, type: string, actor: object, data: object): Loose =>
    ({
      v: 1,
      stream: of,
      at,
      actor,
      command,
      type,
      rulebook: 'small-1',
      data: { as: 'system', payload: {}, facts: {}, outcome: {}, ...data },
    }) as Loose;

  const ballotOf = (streams: Streams, index: number): JsonObject =>
    ((listOf(streams)[ENTRIES.closeVote] as Loose).data['facts'] as { ballots: JsonObject[] }).ballots[index] as JsonObject;

  function setBallots(streams: Streams, change: (list: JsonObject[]) => JsonObject[], outcome: JsonObject): void {
    const list = (listOf(streams)[ENTRIES.closeVote] as Loose).data['facts'] as { ballots: JsonObject[] };
    alter(streams, of, ENTRIES.closeVote, {}, { facts: { ballots: change(list.ballots) }, outcome });
  }

  // prettier-ignore
  const table: readonly UnlawfulKind[] = [
  { kind: 'wrong role: a chair draws the panel', seq: 2, what: 'stepIsUnlawful', says: 'roleAllows',
    change: (streams) => alter(streams, of, ENTRIES.draw, { actor: { ...people['chair'] } }) },
  { kind: 'command by a non-member: somebody outside the panel moves to vote', seq: 3, what: 'stepIsUnlawful', says: 'roleAllows',
    change: (streams) => alter(streams, of, ENTRIES.openVote, { actor: { ...roster.find(({ id }) => !panel.some((seat) => seat.id === id)) } }) },
  { kind: 'a right that the actor did not use', seq: 2, what: 'recordDiffers',
    change: (streams) => { const entry = listOf(streams)[ENTRIES.draw] as Loose; listOf(streams)[ENTRIES.draw] = { ...entry, data: { ...entry.data, as: 'chair' } }; } },
  { kind: 'wrong state: closed before it was ruled', seq: 3, what: 'stepIsUnlawful', says: 'stateAllows',
    change: (streams) => { listOf(streams).splice(ENTRIES.openVote, 2, ...listOf(streams).splice(ENTRIES.close, 1)); listOf(streams).splice(3); fix(streams); } },
  { kind: 'guard unmet: closed without a reason', seq: 6, what: 'stepIsUnlawful', says: 'reasonIsGiven',
    change: (streams) => { const entry = listOf(streams)[ENTRIES.close] as Loose; listOf(streams)[ENTRIES.close] = { ...entry, data: { ...entry.data, payload: {} } }; } },
  { kind: 'guard unmet: a motion that one has signed', seq: 3, what: 'stepIsUnlawful', says: 'majorityHasSigned',
    change: (streams) => {
      const signatures = ((listOf(streams)[ENTRIES.openVote] as Loose).data['facts'] as { signatures: JsonObject[] }).signatures.slice(0, 1);
      alter(streams, of, ENTRIES.openVote, {}, { facts: { signatures } });
      listOf(streams, motion).splice(1);
    } },
  { kind: 'forged signature: in the entry, not in the motion', seq: 3, what: 'signatureIsNotInMotion',
    change: (streams) => { listOf(streams, motion).splice(1); } },
  { kind: 'a signature left out of the count', seq: 3, what: 'signatureIsLeftOut',
    change: (streams) => { const first = listOf(streams, motion)[1] as Loose; listOf(streams, motion).push({ ...first, actor: { ...panel[2] }, data: { ...first.data, payload: { position: 'against' } } }); } },
  { kind: 'a motion signed twice by one', stream: motion, seq: 3, what: 'motionIsSignedTwice',
    change: (streams) => { listOf(streams, motion).push(listOf(streams, motion)[1] as Loose); } },
  { kind: 'altered draw: another member than the lot gave', seq: 2, what: 'outcomeDiffers',
    change: (streams) => {
      const outside = roster.find(({ id }) => !panel.some((seat) => seat.id === id));
      const seats = panel.map(({ id, constituency }) => ({ member: id, constituency: constituency ?? '' }));
      alter(streams, of, ENTRIES.draw, {}, { outcome: { panel: [...seats.slice(0, 2), { member: outside?.id ?? '', constituency: outside?.constituency ?? '' }] } });
    } },
  { kind: 'another lot than the draw came from', seq: 2, what: 'outcomeDiffers',
    change: (streams) => {
      const lots = ['00', '01', '02', '03', '04'].map((start) => start.padStart(6, '0').padEnd(64, '0'));
      const recorded = JSON.stringify((listOf(streams)[ENTRIES.draw] as Loose).data['outcome']);
      const lot = lots.find((one) => JSON.stringify(outcomeOf(one)) !== recorded) as string;
      alter(streams, of, ENTRIES.draw, {}, { facts: { lot } });
    } },
  { kind: 'altered tally', seq: 4, what: 'outcomeDiffers',
    change: (streams) => alter(streams, of, ENTRIES.closeVote, {}, { outcome: { yes: 1, no: 2 } }) },
  { kind: 'no quorum: closed on one ballot', seq: 4, what: 'stepIsUnlawful', says: 'panelIsQuorate',
    change: (streams) => { setBallots(streams, (list) => list.slice(0, 1), { yes: 1, no: 0, cast: 1 }); listOf(streams, ballots).splice(1); } },
  { kind: 'a ballot left out of the tally', seq: 4, what: 'ballotIsNotOpened',
    change: (streams) => setBallots(streams, (list) => [list[0] as JsonObject, list[2] as JsonObject], { yes: 2, no: 0, cast: 2 }) },
  { kind: 'a ballot opened to another choice', seq: 4, what: 'ballotDiffers',
    change: (streams) => setBallots(streams, (list) => list.map((one, index) => (index === 1 ? { ...one, choices: { breach: 'yes' } } : one)), { yes: 3, no: 0, cast: 3 }) },
  { kind: 'a ballot counted for another member', seq: 4, what: 'ballotDiffers',
    change: (streams) => setBallots(streams, (list) => list.map((one, index) => (index === 1 ? { ...one, member: panel[0]?.id ?? '' } : one)), {}) },
  { kind: 'a ballot that was never cast', seq: 4, what: 'ballotWasNeverCast',
    change: (streams) => {
      const made = { stream: ballots, seq: 4, field: '/payload/choices', value: { breach: 'yes' }, salt: 'ab'.repeat(32) };
      setBallots(streams, (list) => [...list, { ...ballotOf(streams, 0), choices: made.value, salt: made.salt, commitment: commitmentOf(made, sha256) }], { yes: 3, cast: 4 });
    } },
  { kind: 'a ballot counted twice', seq: 4, what: 'ballotIsOpenedTwice',
    change: (streams) => setBallots(streams, (list) => [...list, list[0] as JsonObject], { yes: 3, cast: 4 }) },
  { kind: 'vote after close', stream: ballots, seq: 3, what: 'stepIsUnlawful', says: 'stateAllows',
    change: (streams) => {
      const closedAt = (listOf(streams)[ENTRIES.closeVote] as Loose).at;
      alter(streams, ballots, 2, { at: plus(closedAt, 0.5) });
      setBallots(streams, (list) => list.slice(0, 2), { yes: 1, no: 1, cast: 2 });
    } },
  { kind: 'vote before the call', stream: ballots, seq: 1, what: 'stepIsUnlawful', says: 'stateAllows',
    change: (streams) => {
      alter(streams, ballots, 0, { at: plus((listOf(streams)[ENTRIES.openVote] as Loose).at, -0.5) });
    } },
  { kind: 'vote in another call than the open one', stream: `${ballots.slice(0, -1)}2`, seq: 1, what: 'callIsNotOpen',
    change: (streams) => { streams.set(`${ballots.slice(0, -1)}2`, listOf(streams, ballots).map((entry) => ({ ...entry, stream: `${ballots.slice(0, -1)}2` }))); } },
  { kind: 'vote by somebody who does not sit', stream: ballots, seq: 2, what: 'stepIsUnlawful', says: 'memberIsSeated',
    change: (streams) => alter(streams, ballots, 1, { actor: { ...roster.find(({ id }) => !panel.some((seat) => seat.id === id)) } }) },
  { kind: 'vote cast twice', stream: ballots, seq: 2, what: 'ballotIsCastTwice',
    change: (streams) => alter(streams, ballots, 1, { actor: { ...panel[0] } }) },
  { kind: 'vote by a barred member', stream: ballots, seq: 2, what: 'stepIsUnlawful', says: 'memberIsNotBarred',
    change: (streams) => {
      const at = (listOf(streams)[ENTRIES.openVote] as Loose).at;
      const recusal = step(at, 'RecuseMember', 'MemberRecused', { ...people['chair'] }, { as: 'chair', payload: { about: panel[1]?.id ?? '' } });
      listOf(streams).splice(ENTRIES.openVote + 1, 0, recusal);
    } },
  { kind: 'a barred member counted in the tally', seq: 5, what: 'outcomeDiffers',
    change: (streams) => {
      const at = plus((listOf(streams)[ENTRIES.closeVote] as Loose).at, -0.25);
      const recusal = step(at, 'RecuseMember', 'MemberRecused', { ...people['chair'] }, { as: 'chair', payload: { about: panel[1]?.id ?? '' } });
      listOf(streams).splice(ENTRIES.closeVote, 0, recusal);
    } },
  { kind: 'early lapse', seq: 3, what: 'lapseIsEarly',
    change: (streams) => {
      const list = listOf(streams);
      list.splice(2, list.length, step(plus((list[1] as Loose).at, 47), 'LapsePanel', 'PanelLapsed', SYSTEM, {}));
      fix(streams);
    } },
  { kind: 'lapse of a deadline that does not run', seq: 3, what: 'lapseHasNoDeadline',
    change: (streams) => {
      const list = listOf(streams);
      list.splice(2, list.length, step(plus((list[1] as Loose).at, 50), 'LapseClosing', 'ClosingLapsed', SYSTEM, {}));
      fix(streams);
    } },
  { kind: 'skipped lapse: a person acts although the term had run out', seq: 6, what: 'lapseWasSkipped',
    change: (streams) => alter(streams, of, ENTRIES.close, { at: plus((listOf(streams)[ENTRIES.closeVote] as Loose).at, 49) }) },
  { kind: 'skipped lapse: a ballot after the term of the vote', stream: ballots, seq: 3, what: 'lapseWasSkipped',
    change: (streams) => {
      const opened = (listOf(streams)[ENTRIES.openVote] as Loose).at;
      alter(streams, ballots, 2, { at: plus(opened, 49) });
      const { ballots: list } = (listOf(streams)[ENTRIES.closeVote] as Loose).data['facts'] as { ballots: JsonObject[] };
      for (const [index, hours] of [[ENTRIES.closeVote, 50], [ENTRIES.refer, 51], [ENTRIES.close, 52]] as const) alter(streams, of, index, { at: plus(opened, hours) });
      alter(streams, child, 0, { at: plus(opened, 51) });
      alter(streams, of, ENTRIES.closeVote, {}, { facts: { ballots: list.map((one, index) => (index === 2 ? { ...one, at: Date.parse(plus(opened, 49)) } : one)) } });
    } },
  { kind: 'a person enters a lapse', seq: 3, what: 'stepIsUnlawful', says: 'roleAllows',
    change: (streams) => {
      const list = listOf(streams);
      list.splice(2, list.length, step(plus((list[1] as Loose).at, 49), 'LapsePanel', 'PanelLapsed', { ...people['chair'] }, {}));
      fix(streams);
    } },
  { kind: 'a consequence that is not drawn', seq: 5, what: 'consequenceIsMissing',
    change: (streams) => alter(streams, child, 0, {}, { payload: { from: child.slice('case/'.length) } }) },
  { kind: 'a step of the law without its cause', stream: child, seq: 1, what: 'stepHasNoCause',
    change: (streams) => { listOf(streams).splice(ENTRIES.refer, 1); } },
  { kind: 'early lapse that hides behind a fact of its own', seq: 3, what: 'factsAreOthers',
    change: (streams) => {
      const list = listOf(streams);
      const early = step(plus((list[1] as Loose).at, 47), 'LapsePanel', 'PanelLapsed', SYSTEM, { facts: { otherCase: { id: 'x' } } });
      list.splice(2, list.length, early);
      fix(streams);
    } },
  { kind: 'a command that nobody knows', seq: 6, what: 'commandIsUnknown',
    change: (streams) => alter(streams, of, ENTRIES.close, { command: 'PardonAll' }) },
  { kind: 'a command named like a part of the language', seq: 6, what: 'commandIsUnknown',
    change: (streams) => alter(streams, of, ENTRIES.close, { command: 'constructor' }) },
  { kind: 'another event than the command records', seq: 6, what: 'recordDiffers',
    change: (streams) => alter(streams, of, ENTRIES.close, { type: 'CaseForgotten' }) },
  { kind: 'a payload out of shape', seq: 6, what: 'stepIsUnlawful', says: 'payloadIsShaped',
    change: (streams) => alter(streams, of, ENTRIES.close, {}, { payload: { reason: { sealed: 'x' } } }) },
  { kind: 'a birth in the middle', seq: 3, what: 'stepIsUnlawful', says: 'stateAllows',
    change: (streams) => { const list = listOf(streams); list.splice(2, list.length, { ...(list[0] as Loose), at: (list[1] as Loose).at }); fix(streams); } },
  { kind: 'a case born under another id than its stream', seq: 1, what: 'subjectIsAnother',
    change: (streams) => alter(streams, of, ENTRIES.open, {}, { facts: { stream: child.slice('case/'.length) } }) },
  { kind: 'a ballot in the stream of the case', seq: 4, what: 'entryIsInAnotherStream',
    change: (streams) => { listOf(streams).splice(ENTRIES.closeVote, 0, { ...(listOf(streams, ballots)[0] as Loose), stream: of }); } },
];

  /** After steps were cut away, what hung on them goes too. */
  function fix(streams: Streams): void {
    streams.delete(child);
    streams.delete(ballots);
  }

  function outcomeOf(lot: string): JsonObject {
    const rules = smallLaw.processOf().rules['DrawPanel'];
    const facts = ((history.streams.get(of) as Loose[])[ENTRIES.draw] as Loose).data['facts'] as JsonObject;
    return rules?.outcome?.({ facts: { ...facts, lot } } as never) ?? {};
  }

  return table;
}
