import {
  agreementFor,
  currentRulebookId,
  processOf,
  rulebookOf,
  summaryOfCase,
  summaryOfReport,
  type Agreement,
  type Case,
  type Json,
  type JsonObject,
  type Place,
  type Report,
} from '@tregua/casework';
import type { BenchSeat, Law } from './law.js';

/** The law of the Commission, as the door applies it. */
export const commissionLaw: Law = {
  currentRulebookId,
  rulebookOf,
  processOf,
  benchOf: (subject, right) => seatsOf(subject as Case, right),
  openCallOf: (subject) => (subject as Case).judgment.call?.number,
  summaryOfCase: (subject) => summaryOfCase(subject as Case),
  summaryOfReport: (subject) => summaryOfReport(subject as Report),
  agreementFor: (agreements, report, payload) => {
    const act = report === undefined ? actOfMotion(payload) : actOfReport(report as Report);
    return agreementFor(agreements as unknown as readonly Agreement[], act) as unknown as Json;
  },
};

interface Act {
  readonly earliest: number;
  readonly place: Place | null;
}

function actOfReport(report: Report): Act {
  return { earliest: summaryOfReport(report).startsAt, place: placeIn(report.content) };
}

/** An own motion may name when the act was; where it was follows with the reports. */
function actOfMotion(payload: JsonObject): Act | undefined {
  const startsAt = payload['startsAt'];
  return typeof startsAt === 'number' ? { earliest: startsAt, place: null } : undefined;
}

function placeIn(content: JsonObject): Place | null {
  const place = content['place'] as { latitude?: string; longitude?: string; radiusMetres?: number } | undefined;
  if (place?.latitude === undefined || place.longitude === undefined) return null;
  return { latitude: place.latitude, longitude: place.longitude, radiusMetres: place.radiusMetres ?? 0 };
}

/**
 * Three duty members act until the panel sits, then the panel; in REVIEW the review bench, of which only those sit who have declared (law-check
 * hole 4).
 */
function seatsOf({ state, judgment }: Case, right: string): readonly BenchSeat[] {
  const review = right === 'review bench' || state === 'REVIEW';
  const first = judgment.panel.constitutedAt === null ? judgment.dutyBench : judgment.panel.seats;
  const seats = review ? (judgment.reviewBench?.seats ?? []) : first;
  return seats
    .filter(({ status }) => (review ? status === 'declared' : status !== 'out'))
    .map(({ member, constituency }) => ({ member, constituency }));
}
