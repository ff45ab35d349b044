import { byKey } from '../engine/deadlines.js';
import type { Deadline, Recorded } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import type { Judgment, Seat } from './judgment.js';
import type { Remedy } from './orders.js';
import { endProvisional, nothingIsOpen } from './ordering.js';
import { endsOfJudgment, standingRuling } from './standing.js';

type Start = (after: Case, recorded: Recorded, rulebook: Rulebook) => readonly Deadline[];

const plain =
  (kind: string, term = kind): Start =>
  (after, { at }, rulebook) => [{ key: kind, kind, startedAt: at, dueAt: dueAfter(at, rulebook, term, after.severity), term }];

const at = (kind: string, startedAt: number, dueAt: number | null | undefined, term = kind): Deadline[] =>
  dueAt == null ? [] : [{ key: kind, kind, startedAt, dueAt, term }];

/** Kinds that run once for each of several items; their ends stand in the judgment's own data. */
const ITEMS = ['declaration', 'challenge', 'remedy', 'complianceCheck', 'outsideDecision'] as const;

const starts: { readonly [kind: string]: Start } = {
  panel: plain('panel'),
  review: plain('review'),
  deliberation: (after, recorded, rulebook) =>
    plain('deliberation', recorded.command === 'RecallBallot' ? 'deliberationRecalled' : 'deliberation')(after, recorded, rulebook),
  ballot: (after, recorded) => {
    const { call } = after.judgment;
    return at('ballot', recorded.at, call?.closesAt, (call?.round ?? 1) > 1 ? 'secondCall' : 'ballot');
  },
  chairRuling: plain('chairRuling'),
  viceChairRuling: plain('viceChairRuling'),
  service: plain('service'),
  // 72 h from RULED; from FINAL 12 h, if the ruling that stands is not published yet.
  publication: (after, recorded, rulebook) => {
    if (after.state !== 'FINAL') return plain('publication')(after, recorded, rulebook);
    return standingRuling(after.judgment)?.publishedAt == null
      ? plain('publication', 'publicationFromFinal')(after, recorded, rulebook)
      : [];
  },
  reviewWindow: (after, recorded) => at('reviewWindow', recorded.at, standingRuling(after.judgment)?.windowEndsAt),
  finality: plain('finality'),
  // Only once nothing is open any more, and only where the case stands: elsewhere the entry to REMEDY starts it.
  closing: (after, recorded, rulebook) =>
    after.state === 'REMEDY' && nothingIsOpen(after.judgment) && after.deadlines['closing'] === undefined
      ? plain('closing')(after, recorded, rulebook)
      : [],
  nonCompliance: plain('nonCompliance'),
  referral: plain('referral'),
  provisional: (after, recorded) => at('provisional', recorded.at, after.judgment.provisional.at(-1)?.lapsesAt),
};

/** The deadlines of one kind that an entry starts, as far as the judgment knows them. */
export function judgmentDue(kind: string, after: Case, recorded: Recorded, rulebook: Rulebook): readonly Deadline[] {
  // What runs for each item is reconciled with the items themselves (`judgmentSettle`), after the row's stops and starts.
  if ((ITEMS as readonly string[]).includes(kind)) return [];
  return starts[kind]?.(after, recorded, rulebook) ?? [];
}

/** A deadline that an item asks for: `restarted` when its data were changed by this entry, `stopsWith`: what was left when it was stopped. */
interface Wanted {
  readonly deadline: Deadline;
  readonly restarted: boolean;
  readonly stopsWith: number | null;
}

/**
 * The last word on the deadlines of items: each awaited declaration, each undecided challenge, each running remedy, each claim and each filed referral has
 * exactly one; whatever has an end in the judgment has none. So an entry about one item never touches another's term.
 */
export function judgmentSettle(before: Case | undefined, after: Case, recorded: Recorded, rulebook: Rulebook): Case {
  const settled = endWithCase(after);
  const items = wantedFor(before, settled, recorded, rulebook);
  const running = Object.values(settled.deadlines);
  if (items.length === 0 && running.every((deadline) => !isOfAnItem(deadline) && belongs(deadline, settled))) return settled;
  const wanted = new Map(items.map((item) => [item.deadline.key, item]));
  const kept = running.filter((deadline) => (!isOfAnItem(deadline) || wanted.has(deadline.key)) && belongs(deadline, settled));
  const deadlines: { [key: string]: Deadline } = { ...byKey(kept) };
  let halted = settled.remembered?.paused ?? [];
  for (const [key, { deadline, restarted, stopsWith }] of wanted) {
    const existing = deadlines[key] ?? (restarted ? undefined : before?.deadlines[key]);
    const isHalted = settled.state === 'STAYED' && !runsInStay(deadline, settled, rulebook);
    if (stopsWith !== null) deadlines[key] = { ...(existing ?? deadline), pausedWithMs: stopsWith };
    else if (isHalted) {
      deadlines[key] = { ...(existing ?? deadline), pausedWithMs: existing?.pausedWithMs ?? Math.max(0, deadline.dueAt - recorded.at) };
      halted = [...new Set([...halted, key])].sort();
    } else deadlines[key] = existing === undefined || restarted || existing.pausedWithMs !== undefined ? deadline : existing;
  }
  const remembered = settled.remembered === null ? null : { ...settled.remembered, paused: halted };
  return { ...settled, remembered, deadlines };
}

function isOfAnItem({ kind }: Deadline): boolean {
  return (ITEMS as readonly string[]).includes(kind);
}

/** Service and window belong to RULED, whichever way it is left. */
function belongs({ kind }: Deadline, { state }: Case): boolean {
  return (kind !== 'service' && kind !== 'reviewWindow') || state === 'RULED';
}

/** A case that ended has no live provisional finding, no interim measure and no open call. */
function endWithCase(after: Case): Case {
  if (!endsOfJudgment.includes(after.state)) return after;
  return { ...after, judgment: endProvisional(after.judgment, 'ended') };
}

function wantedFor(before: Case | undefined, after: Case, recorded: Recorded, rulebook: Rulebook): Wanted[] {
  const { judgment, state } = after;
  const referrals = judgment.referrals
    .filter(({ status }) => status === 'filed')
    .map(({ id, code, filedAt, dueAt }) =>
      item(
        'outsideDecision',
        id,
        filedAt,
        dueAt,
        rulebook.referrals[code]?.term ?? 'outsideDecision',
        wasThere(before?.judgment.referrals, id),
      ),
    );
  if (endsOfJudgment.includes(state)) return referrals;
  const remedies = judgment.remedies.filter(runs).map((remedy) => wantedRemedy(before?.judgment, remedy, recorded, rulebook));
  const checks = judgment.claims
    .filter(({ status }) => status === 'pending')
    .map((claim) => {
      const known = before?.judgment.claims.some((one) => one.remedy === claim.remedy && one.at === claim.at) === true;
      return item(
        'complianceCheck',
        claim.remedy,
        claim.at,
        dueAfter(claim.at, rulebook, 'complianceCheck', after.severity),
        'complianceCheck',
        known,
      );
    });
  return [...referrals, ...remedies, ...checks, ...(awaitsMembers(after) ? wantedOfMembers(before, after, recorded, rulebook) : [])];
}

/** Declarations and challenges run in the SEATED states, and stand still in a stay of one of them. */
function awaitsMembers({ state, remembered }: Case): boolean {
  return ['INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION', 'REVIEW'].includes(
    state === 'STAYED' ? (remembered?.state ?? '') : state,
  );
}

function wantedOfMembers(before: Case | undefined, after: Case, { at: now }: Recorded, rulebook: Rulebook): Wanted[] {
  const { dutyBench, panel, reviewBench, challenges } = after.judgment;
  const inReview = after.state === 'REVIEW' || after.remembered?.state === 'REVIEW';
  // Severed from a lead the case goes back with full terms (hole 8).
  const fresh = (term: string, due: number): number => (before?.state === 'JOINED' ? dueAfter(now, rulebook, term, after.severity) : due);
  const seats: readonly Seat[] = inReview ? (reviewBench?.seats ?? []) : [...dutyBench, ...panel.seats];
  const declarations = seats
    .filter(({ status }) => status === 'awaitsDeclaration')
    .map(({ member, seatedAt, declareBy }) => {
      const known = before !== undefined && `declaration:${member}` in before.deadlines;
      return item('declaration', member, seatedAt, fresh('declaration', declareBy ?? now), 'declaration', known);
    });
  const undecided = challenges
    .filter(({ status }) => status === 'pending')
    .map(({ id, filedAt, decideBy }) => {
      const known = before !== undefined && `challenge:${id}` in before.deadlines;
      return item('challenge', id, filedAt, fresh('challenge', decideBy), 'challenge', known);
    });
  return [...declarations, ...undecided];
}

function runs({ status, dueAt, overdue }: Remedy): boolean {
  return status === 'open' && dueAt !== null && !overdue;
}

function wantedRemedy(before: Judgment | undefined, remedy: Remedy, { at: now }: Recorded, rulebook: Rulebook): Wanted {
  const was = before?.remedies.find(({ id }) => id === remedy.id);
  const resumed = was !== undefined && was.suspendedWithMs !== null && remedy.suspendedWithMs === null;
  const unchanged = was !== undefined && runs(was) && was.dueAt === remedy.dueAt && !resumed;
  const term = rulebook.remedies[remedy.code]?.term ?? 'remedy';
  return {
    deadline: { key: `remedy:${remedy.id}`, kind: 'remedy', about: remedy.id, startedAt: now, dueAt: remedy.dueAt ?? now, term },
    restarted: !unchanged,
    stopsWith: remedy.suspendedWithMs,
  };
}

function item(kind: string, about: string, startedAt: number, dueAt: number, term: string, known: boolean): Wanted {
  return { deadline: { key: `${kind}:${about}`, kind, about, startedAt, dueAt, term }, restarted: !known, stopsWith: null };
}

function wasThere(before: readonly { readonly id: string }[] | undefined, id: string): boolean {
  return before?.some((one) => one.id === id) === true;
}

/** In a stay the urgent and the interim remedies run on, and the checks of claims; what members have to do stands still (hole 6). */
export function runsInStay({ kind, about }: Deadline, subject: Case, rulebook: Rulebook): boolean {
  if (kind === 'complianceCheck' || kind === 'outsideDecision') return true;
  if (kind !== 'remedy') return false;
  const remedy = subject.judgment.remedies.find(({ id }) => id === about);
  return remedy !== undefined && (remedy.provisional !== null || rulebook.remedies[remedy.code]?.urgent === true);
}
