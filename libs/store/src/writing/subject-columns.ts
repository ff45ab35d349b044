import { summaryOfCase, type Case, type Subject } from '@tregua/casework';
import type { ChangedSubject } from '@tregua/docket';

/** The columns of `cases` and `reports` that follow from a subject. One set for both: a report leaves a case's empty, and the other way round. */
export interface SubjectColumns {
  readonly id: string;
  readonly stream: string;
  readonly state: string;
  readonly severity: number;
  readonly level: string | null;
  readonly rulebook: string;
  readonly begun_at: string;
  readonly moved_at: string;
  readonly next_due_at: string | null;
  readonly ended: boolean;
  readonly seq: number;
  readonly snapshot: Subject;
}

interface SeatLike {
  readonly member: string;
  readonly status: string;
  readonly outBecause: string | null;
}

/** What the store reads of a case's snapshot. All optional: the law may know more than the columns do, and the columns follow. */
export interface CaseLike extends Subject {
  readonly openedAt?: number;
  readonly level?: string;
  readonly parties?: readonly string[];
  readonly sector?: string;
  readonly origin?: { readonly kind: string; readonly seriesEndsAt: number | null };
  readonly joining?: { readonly lead: string | null };
  readonly servedWithFile?: { readonly [party: string]: number };
  readonly judgment?: {
    readonly dutyBench?: readonly SeatLike[];
    readonly panel?: { readonly seats?: readonly SeatLike[] };
    readonly reviewBench?: { readonly seats?: readonly SeatLike[] } | null;
    readonly recused?: readonly { readonly member: string }[];
    readonly referrals?: readonly { readonly addressee?: string; readonly states?: readonly string[] }[];
  };
}

export interface ReportLike extends Subject {
  readonly createdAt?: number;
  readonly submittedAt?: number | null;
  readonly author?: string;
  readonly team?: string | null;
  readonly party?: string | null;
  readonly case?: string | null;
  readonly content?: { readonly [name: string]: unknown };
}

export interface Recusal {
  readonly person: string;
  readonly case_id: string;
  readonly reason: string;
}

export function caseColumns(changed: ChangedSubject): SubjectColumns & Record<string, unknown> {
  const subject = changed.after as CaseLike;
  // A series case is found by its sector and week only as long as small matters may still be attached to it.
  const endsAt = subject.origin?.kind === 'series' ? subject.origin.seriesEndsAt : null;
  const gathers = endsAt !== null && summaryOfCase(changed.after as Case).takesReports;
  const parties = subject.parties ?? [];
  const served = subject.servedWithFile ?? {};
  return {
    ...columns(changed, subject.openedAt ?? changed.at, subject.level ?? null),
    lead: subject.joining?.lead ?? null,
    series_sector: gathers ? (subject.sector ?? '') : null,
    series_ends_at: gathers ? instant(endsAt) : null,
    parties,
    addressed_states: addressedStates(subject),
    parties_served: parties.length > 0 && parties.every((party) => served[party] !== undefined),
  };
}

export function reportColumns(changed: ChangedSubject): SubjectColumns & Record<string, unknown> {
  const subject = changed.after as ReportLike;
  const { confidentiality, sourceKey } = subject.content ?? {};
  return {
    ...columns(changed, subject.createdAt ?? changed.at, levelAsked(confidentiality)),
    author: subject.author ?? 'system',
    team: subject.team ?? null,
    party: subject.party ?? null,
    case_id: subject.case ?? null,
    submitted_at: subject.submittedAt == null ? null : instant(subject.submittedAt),
    source_key: typeof sourceKey === 'string' ? sourceKey : null,
  };
}

/** Everybody who stood aside or was put out over a conflict. Not having declared in time is none. */
export function recusalsOf(subject: CaseLike): readonly Recusal[] {
  const { dutyBench, panel, reviewBench, recused } = subject.judgment ?? {};
  const seats = [...(dutyBench ?? []), ...(panel?.seats ?? []), ...(reviewBench?.seats ?? [])];
  const left = seats.filter(({ status, outBecause }) => status === 'out' && outBecause !== 'undeclared');
  const reasons = new Map<string, string>();
  for (const { member } of recused ?? []) reasons.set(member, 'recused');
  for (const { member, outBecause } of left) reasons.set(member, outBecause ?? 'recused');
  return [...reasons].map(([person, reason]) => ({ person, case_id: subject.id, reason }));
}

/**
 * An author may ask for more secrecy than the Commission's own, never for less: what is shown to parties or the public is decided by acts of the
 * Commission, after verification and service (law.md, Secrecy).
 */
function levelAsked(confidentiality: unknown): string | null {
  return confidentiality === 'RESTRICTED' || confidentiality === 'SOURCE_PROTECTED' ? confidentiality : null;
}

function addressedStates(subject: CaseLike): readonly string[] {
  const named = (subject.judgment?.referrals ?? []).flatMap(({ addressee, states }) => [
    ...(states ?? []),
    ...(addressee === undefined ? [] : [addressee]),
  ]);
  return [...new Set(named)].sort();
}

function columns({ stream, seq, at, after, ended }: ChangedSubject, begunAt: number, level: string | null): SubjectColumns {
  const running = Object.values(after.deadlines).filter(({ pausedWithMs }) => pausedWithMs === undefined);
  const next = running.length === 0 ? null : Math.min(...running.map(({ dueAt }) => dueAt));
  return {
    id: stream.slice(stream.indexOf('/') + 1),
    stream,
    state: after.state,
    severity: after.severity,
    level,
    rulebook: after.rulebook,
    begun_at: instant(begunAt),
    moved_at: instant(at),
    next_due_at: next === null ? null : instant(next),
    ended,
    seq,
    snapshot: after,
  };
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
