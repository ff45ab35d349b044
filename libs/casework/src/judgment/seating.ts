import { givenString, givenStrings } from '../engine/given.js';
import type { JsonObject, Recorded, Rule } from '../engine/types.js';
import type { AgreementFact, ReportSummary } from '../engine/facts.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import { eligibleOf } from './bars.js';
import { type Candidate, drawDutyBench } from './draw.js';
import { asList, asObject, toJson, toJsonObject } from './json.js';
import { type Bench, emptyJudgment, type Judgment } from './judgment.js';
import { shuffled } from './lot.js';
import {
  alternateFor,
  candidatesOf,
  changeSeats,
  type DrawOutcome,
  drawFor,
  endChallenges,
  newSeat,
  putOut,
  seatDrawn,
  seatOnPanel,
} from './seats.js';
import { benchOf, type CaseSituation, entitled, judging, lotIn, rosterIn, seatsOf, sitting } from './standing.js';

/** Who takes the seat that somebody leaves: an alternate, else somebody of the roster by lot. On the review bench everybody who may sit sits already. */
export function replacementFor(situation: CaseSituation, bench: Bench, leaving: string): Candidate | null {
  const { subject, facts, rulebook } = situation;
  if (bench === 'review') return null;
  const roster = rosterIn(facts);
  const sits = new Set(sitting(seatsOf(subject.judgment, bench)).map(({ member }) => member));
  const free = candidatesOf(roster, subject, bench, rulebook).filter(({ member }) => !sits.has(member) && member !== leaving);
  if (bench === 'panel') {
    const unbarred = new Set(free.map(({ member }) => member));
    const { panel } = subject.judgment;
    const judgment = {
      ...subject.judgment,
      panel: { ...panel, alternates: panel.alternates.filter(({ member }) => unbarred.has(member)) },
    };
    const alternate = alternateFor(judgment, leaving);
    if (alternate !== undefined) return alternate;
  }
  if (free.length === 0) return null;
  const { share } = bench === 'panel' ? subject.judgment.panel.rung : rulebook.judgment.dutyBench;
  const rest = sitting(seatsOf(subject.judgment, bench)).filter(({ member }) => member !== leaving);
  const count = (constituency: string): number => rest.filter((seat) => seat.constituency === constituency).length;
  const order = shuffled(
    [...free].sort((left, right) => (left.member < right.member ? -1 : 1)),
    lotIn(facts),
    `replace:${leaving}`,
  );
  return order.find(({ constituency }) => count(constituency) < share) ?? order[0] ?? null;
}

/** The seat that the chair's command asks for: the named member, or one by lot; on the bench that is being filled. */
export function seatAsked(situation: CaseSituation): { readonly bench: Bench; readonly candidate: Candidate | undefined } {
  const { subject, payload, facts, rulebook, command } = situation;
  const { judgment } = subject;
  const named = givenString(payload, 'member');
  if (command === 'SeatAlternate') {
    const alternate = judgment.panel.alternates.find(({ member }) => member === named);
    return { bench: 'panel', candidate: alternate };
  }
  const bench: Bench = subject.state === 'REVIEW' ? 'review' : judgment.panel.drawnAt === null ? 'duty' : 'panel';
  const sits = new Set(sitting(seatsOf(judgment, bench)).map(({ member }) => member));
  const open =
    rulebook.judgment.partySeats === 'adHoc' ? { ...rulebook, judgment: { ...rulebook.judgment, partySeats: 'both' as const } } : rulebook;
  const free = candidatesOf(rosterIn(facts), subject, bench, open).filter(({ member }) => !sits.has(member));
  if (named !== null) return { bench, candidate: free.find(({ member }) => member === named) };
  const lotted = candidatesOf(rosterIn(facts), subject, bench, rulebook).filter(({ member }) => !sits.has(member));
  const order = shuffled(
    [...lotted].sort((left, right) => (left.member < right.member ? -1 : 1)),
    lotIn(facts),
    'seat',
  );
  return { bench, candidate: order[0] };
}

function drawOutcome({ subject, facts, rulebook }: CaseSituation): JsonObject {
  const drawn = drawFor(subject, rosterIn(facts), lotIn(facts), rulebook);
  return { panel: drawn === undefined ? null : toJson(drawn) };
}

/** Folds a recorded draw; none was possible: the panel stays as it is, and its lapse brings the chair. */
export function foldDraw(judgment: Judgment, recorded: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  const drawn = recorded.data.outcome['panel'];
  if (drawn === null || drawn === undefined) return judgment;
  return seatDrawn(
    judgment,
    drawn as unknown as DrawOutcome,
    recorded.at,
    dueAfter(recorded.at, rulebook, 'declaration', subject.severity),
  );
}

/** Who leaves and who comes, as the entry records it. */
function leaving(situation: CaseSituation, bench: Bench | undefined, member: string): JsonObject {
  if (bench === undefined) return { member, bench: null, replacement: null };
  const replacement = situation.subject.state === 'VOTING' ? null : replacementFor(situation, bench, member);
  return { member, bench, replacement: replacement === null ? null : toJson(replacement) };
}

function foldLeaving(because: string) {
  return judging((judgment, { at, data }, subject, rulebook) => {
    const { member, bench, replacement } = data.outcome;
    if (typeof bench !== 'string' || typeof member !== 'string') return judgment;
    const left = putOut(judgment, bench as Bench, member, because);
    if (replacement === null || replacement === undefined) return left;
    const seat = { ...(replacement as unknown as Candidate), how: 'alternate' as const };
    const declareBy = dueAfter(at, rulebook, 'declaration', subject.severity);
    if (bench === 'panel') return seatOnPanel(left, seat, at, declareBy);
    return { ...left, dutyBench: [...left.dutyBench, newSeat(seat, at, null)] };
  });
}

function challengeOutcome(situation: CaseSituation): JsonObject {
  const challenge = situation.subject.judgment.challenges.find(({ id }) => id === situation.payload['about']);
  return challenge === undefined ? {} : leaving(situation, challenge.bench, challenge.member);
}

/** Ends the challenge that the entry is about in one way, before the member leaves or stays. */
function deciding(
  status: 'upheld' | 'lapsed' | 'dismissed' | 'keptOfNecessity',
  then?: NonNullable<Rule<Case>['apply']>,
): Rule<Case>['apply'] {
  const decide = judging((judgment, { data }) => ({
    ...judgment,
    challenges: judgment.challenges.map((challenge) => (challenge.id === data.payload['about'] ? { ...challenge, status } : challenge)),
  }));
  return then === undefined ? decide : (subject, recorded, rulebook) => then(decide(subject, recorded, rulebook), recorded, rulebook);
}

const constituted = (judgment: Judgment, at: number): Judgment => ({ ...judgment, panel: { ...judgment.panel, constitutedAt: at } });

/** Rules on who sits. */
export const seatingRules: { readonly [command: string]: Rule<Case> } = {
  OpenCase: {
    outcome: dutyOutcome,
    apply: judging((judgment, { at, data }) => ({
      ...judgment,
      dutyBench: (asList(data.outcome['dutyBench']) as readonly Candidate[]).map((seat) => newSeat({ ...seat, how: 'lot' }, at, null)),
    })),
  },
  CloseReplies: { outcome: drawOutcome, apply: judging(foldDraw) },
  LapseReply: { outcome: drawOutcome, apply: judging(foldDraw) },
  ConstitutePanel: { apply: judging((judgment, { at }) => constituted(judgment, at)) },
  LapsePanel: {
    outcome: drawOutcome,
    apply: judging((judgment, recorded, subject, rulebook) => constituted(foldDraw(judgment, recorded, subject, rulebook), recorded.at)),
  },
  LapsePanelToChair: {
    apply: judging((judgment) => ({ ...undeclaredOut(judgment), challenges: endChallenges(judgment, 'lapsed') })),
  },
  DeclareInterests: { apply: judging((judgment, recorded) => declared(judgment, recorded)) },
  LapseDeclaration: {
    outcome: (situation) => {
      const member = givenString(situation.payload, 'about') ?? '';
      return leaving(situation, benchOf(situation.subject, member), member);
    },
    apply: foldLeaving('undeclared'),
  },
  ChallengeMember: {
    outcome: ({ subject, payload, at, rulebook }) => ({
      id: `c${subject.judgment.challenges.length + 1}`,
      bench: benchOf(subject, givenString(payload, 'member') ?? '') ?? null,
      decideBy: dueAfter(at, rulebook, 'challenge', subject.severity),
    }),
    apply: judging((judgment, { at, actor, data }, subject) => ({
      ...judgment,
      challenges: [
        ...judgment.challenges,
        {
          id: data.outcome['id'] as string,
          bench: data.outcome['bench'] as Bench,
          member: data.payload['member'] as string,
          by: actor.party ?? actor.id,
          ground: givenString(data.payload, 'ground') ?? '',
          filedAt: at,
          decideBy: data.outcome['decideBy'] as number,
          phase: subject.phase,
          status: 'pending',
        },
      ],
    })),
  },
  UpholdChallenge: { outcome: challengeOutcome, apply: deciding('upheld', foldLeaving('challenged')) },
  DismissChallenge: { apply: deciding('dismissed') },
  LapseChallenge: { outcome: challengeOutcome, apply: deciding('lapsed', foldLeaving('challenged')) },
  LapseChallengeOfNecessity: {
    outcome: ({ subject, payload }) => {
      const challenge = subject.judgment.challenges.find(({ id }) => id === payload['about']);
      return { member: challenge?.member ?? null, bench: challenge?.bench ?? null };
    },
    apply: deciding(
      'keptOfNecessity',
      judging((judgment, { data }) => {
        const { member, bench } = data.outcome;
        return changeSeats(judgment, bench as Bench, (seat) => (seat.member === member ? { ...seat, ofNecessity: true } : seat));
      }),
    ),
  },
  RecuseMember: {
    outcome: (situation) => {
      const member = givenString(situation.payload, 'member') ?? situation.actor.id;
      const bench = situation.subject.state === 'VOTING' ? ('panel' as const) : benchOf(situation.subject, member);
      return leaving(situation, bench, member);
    },
    apply: (subject, recorded, rulebook) => standAside(foldLeaving('recused')(subject, recorded, rulebook), recorded),
  },
  SeatMember: {
    outcome: (situation) => toJsonObject(seatGiven(situation)),
    apply: judging(foldSeat),
  },
  SeatAlternate: {
    outcome: (situation) => toJsonObject(seatGiven(situation)),
    apply: judging((judgment, { at, data }) => {
      const seat = asObject(data.outcome['seat']) as unknown as Candidate;
      return seatOnPanel(judgment, { ...seat, how: 'alternate' }, at, null);
    }),
  },
};

/** The chair and the vice-chair sit on no bench: standing aside is noted by itself. */
function standAside(subject: Case, { actor, data }: Recorded): Case {
  const member = data.outcome['member'];
  if (data.outcome['bench'] !== null || typeof member !== 'string') return subject;
  const role = member === actor.id ? actor.role : 'member';
  return { ...subject, judgment: { ...subject.judgment, recused: [...subject.judgment.recused, { member, role }] } };
}

function dutyOutcome({ facts, rulebook }: CaseSituation): JsonObject {
  if (typeof facts['lot'] !== 'string') return { dutyBench: [] };
  const report = facts['report'] as unknown as ReportSummary | undefined;
  const agreement = facts['agreement'] as unknown as AgreementFact | undefined;
  const charged = { reports: report == null ? [] : [report], parties: agreement?.parties ?? [], judgment: emptyJudgment() };
  const candidates = eligibleOf(rosterIn(facts), charged, 'duty', rulebook.judgment)
    .filter(({ role }) => role === 'member')
    .map(({ id, constituency }) => ({ member: id, constituency }));
  return { dutyBench: toJson(drawDutyBench(candidates, rulebook.judgment.dutyBench, lotIn(facts))) };
}

function seatGiven(situation: CaseSituation): { bench: Bench; seat: Candidate | null } {
  const { bench, candidate } = seatAsked(situation);
  return { bench, seat: candidate === undefined ? null : { member: candidate.member, constituency: candidate.constituency } };
}

function foldSeat(judgment: Judgment, { at, data }: Recorded, subject: Case, rulebook: Rulebook): Judgment {
  const { bench, seat } = data.outcome;
  if (seat === null || seat === undefined) return judgment;
  const given = { ...(seat as unknown as Candidate), how: data.payload['member'] === undefined ? ('lot' as const) : ('chair' as const) };
  const declareBy = dueAfter(at, rulebook, 'declaration', subject.severity);
  if (bench === 'panel') return seatOnPanel(judgment, given, at, declareBy);
  if (bench === 'duty') return { ...judgment, dutyBench: [...judgment.dutyBench, newSeat(given, at, declareBy)] };
  if (judgment.reviewBench === null) return judgment;
  return { ...judgment, reviewBench: { ...judgment.reviewBench, seats: [...judgment.reviewBench.seats, newSeat(given, at, declareBy)] } };
}

function declared(judgment: Judgment, { at, actor, data }: Recorded): Judgment {
  const disclosed = givenStrings(data.payload, 'disclosed');
  const declaring = (bench: Bench) => (before: Judgment) =>
    changeSeats(before, bench, (seat) =>
      seat.member === actor.id && seat.status !== 'out'
        ? { ...seat, status: 'declared', declareBy: null, declaredAt: at, disclosed }
        : seat,
    );
  const seated = declaring('review')(declaring('panel')(declaring('duty')(judgment)));
  const alternates = seated.panel.alternates.map((alternate) =>
    alternate.member === actor.id ? { ...alternate, declaredAt: at } : alternate,
  );
  return { ...seated, panel: { ...seated.panel, alternates } };
}

/** Who has not declared when the vote begins, or when no panel can sit, sits no more (hole 12). */
export function undeclaredOut(judgment: Judgment): Judgment {
  return judgment.panel.seats
    .filter(({ status }) => status === 'awaitsDeclaration')
    .reduce((now, { member }) => putOut(now, 'panel', member, 'undeclared'), judgment);
}

/**
 * DELIBERATION lapses with challenges undecided: the challenged are treated as replaced, but for those without whom fewer than the floor would remain; they
 * are kept of necessity (holes 11 and 12).
 */
export function undecidedOut(judgment: Judgment, floor: number): Judgment {
  return judgment.challenges
    .filter(({ status, bench }) => status === 'pending' && bench === 'panel')
    .reduce((now, { id, member }) => {
      const kept = entitled(now.panel.seats).length - 1 < floor;
      const status = kept ? ('keptOfNecessity' as const) : ('lapsed' as const);
      const decided: Judgment = {
        ...now,
        challenges: now.challenges.map((challenge) => (challenge.id === id ? { ...challenge, status } : challenge)),
      };
      return kept
        ? changeSeats(decided, 'panel', (seat) => (seat.member === member ? { ...seat, ofNecessity: true } : seat))
        : putOut(decided, 'panel', member, 'challenged');
    }, judgment);
}
