import type { OpenedBallot } from '../engine/facts.js';
import { asList, asObject } from './json.js';
import type { Question, QuestionTally, Seat } from './judgment.js';
import type { RulesOfJudgment } from './rules-of-judgment.js';

export type Vote = 'yes' | 'no' | 'abstain';

/** A ballot that counts: of a member who sits, with the constituency of the seat (never the one that a ballot claims). */
export interface CountedBallot {
  readonly member: string;
  readonly constituency: string;
  readonly votes: { readonly [question: string]: Vote };
}

/** The circumstances of a tally: without them it cannot be made again. */
export interface Call {
  /** Seats of the panel, filled or not: a majority of the seats is of these. */
  readonly seats: number;
  /** 1 or 2. */
  readonly round: number;
  /** From this severity on an attribution needs the gross majority (frozen with the draft). */
  readonly severity: number;
  readonly grossFrom: number;
  /** Referral codes that need the gross majority at any severity. */
  readonly grossReferrals: readonly string[];
}

/**
 * The ballots that count. A member who was recused, replaced, barred or never declared sits no more, and nothing that they cast counts; of several ballots
 * of one member the last one does.
 */
export function countedBallots(ballots: readonly OpenedBallot[], seats: readonly Seat[]): CountedBallot[] {
  return seats
    .filter(({ status }) => status === 'declared')
    .flatMap(({ member, constituency }) => {
      const own = ballots.filter((ballot) => ballot.member === member).sort((left, right) => left.at - right.at);
      const last = own[own.length - 1];
      return last === undefined ? [] : [{ member, constituency, votes: votesOf(last) }];
    });
}

/**
 * Choices as a ballot holds them: a list of {question, vote}, or the same as a map. What a ballot does not answer is an abstention.
 */
export function votesOf(ballot: Pick<OpenedBallot, 'choices'>): { [question: string]: Vote } {
  const choices = asObject(ballot.choices);
  const listed = asList(choices['votes']);
  const pairs = listed.length > 0 ? listed.map(asObject).map(({ question, vote }) => [question, vote] as const) : Object.entries(choices);
  return Object.fromEntries(
    pairs.flatMap(([question, vote]) => (typeof question === 'string' && isVote(vote) ? [[question, vote] as const] : [])),
  );
}

function isVote(value: unknown): value is Vote {
  return value === 'yes' || value === 'no' || value === 'abstain';
}

/** Quorum by number, which counts abstentions, and by constituency (law-sources 5.3: the idea of the JMC's quorum in Sudan). */
export function isQuorate(
  voters: readonly { readonly constituency: string }[],
  seats: number,
  round: number,
  rules: RulesOfJudgment,
): boolean {
  const needed = round > 1 ? rules.quorum.secondCall : (rules.quorum.firstCall[String(seats)] ?? seats);
  return voters.length >= needed && new Set(voters.map(({ constituency }) => constituency)).size >= rules.quorum.constituencies;
}

/** Attribution at severity 4-5 and the graver referrals: two thirds of the votes cast, three in favour, from two constituencies. */
export function needsGross(question: Pick<Question, 'kind' | 'referral'>, call: Call): boolean {
  if (question.kind === 'attributed') return call.severity >= call.grossFrom;
  return question.kind === 'referral' && call.grossReferrals.includes(question.referral ?? '');
}

/** In favour, against, and from how many constituencies those in favour come: is it a gross majority? */
export function isGrossMajority(yes: number, no: number, constituencies: number, rules: RulesOfJudgment): boolean {
  const { share, inFavour, constituencies: needed } = rules.majority.gross;
  return yes * share.in >= share.of * (yes + no) && yes >= inFavour && constituencies >= needed;
}

/**
 * Counts one question. Abstention counts for the quorum only. A finding, also that there was no violation, needs a majority of the votes cast and, on the
 * first call, of the seats, on the second at least two (law-check hole 19). Neither: the question stays open, and the outcome falls to the next supported
 * one. There is no further case.
 */
export function tallyQuestion(question: Question, ballots: readonly CountedBallot[], call: Call, rules: RulesOfJudgment): QuestionTally {
  const by = (vote: Vote): CountedBallot[] => ballots.filter(({ votes }) => (votes[question.key] ?? 'abstain') === vote);
  const inFavour = by('yes');
  const [yes, no, abstain] = [inFavour.length, by('no').length, by('abstain').length];
  const needed = call.round > 1 ? rules.majority.secondCallInFavour : Math.floor(call.seats / 2) + 1;
  const gross = needsGross(question, call);
  const constituencies = new Set(inFavour.map(({ constituency }) => constituency)).size;
  const carried = yes > no && yes >= needed && (!gross || isGrossMajority(yes, no, constituencies, rules));
  const rejected = no > yes && no >= needed;
  return {
    question: question.key,
    yes,
    no,
    abstain,
    answer: carried ? 'yes' : rejected ? 'no' : 'open',
    majority: gross ? 'gross' : 'finding',
  };
}

export function tally(
  questions: readonly Question[],
  ballots: readonly CountedBallot[],
  call: Call,
  rules: RulesOfJudgment,
): QuestionTally[] {
  return questions.map((question) => tallyQuestion(question, ballots, call, rules));
}
