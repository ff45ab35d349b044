import { correctionFrom, type CalendarStep, type JsonObject } from '@tregua/casework';
import { instantOf, valueAt, type Entry, type Json } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { asKept, firstDifference } from './first-difference.js';
import type { ReplayedStep, ReplayedSubject } from './replay.js';

/** Does a step supersede deadlines because of a corrected calendar? By what its row needs, so that no command is named here. */
export function isRecomputation({ row }: Pick<ReplayedStep, 'row'>): boolean {
  return row.needs?.includes('correction') === true;
}

/**
 * Deadlines are recomputed because two persons corrected a calendar. The law was decided again on the correction that the entry itself records; here it must be
 * the one that stands in the stream calendar/<id>: proposed by the one, confirmed by the other, and just that.
 */
export function checkCorrections(streams: ReadonlyMap<string, readonly Entry[]>, subjects: Iterable<ReplayedSubject>): WeighedFinding[] {
  const findings: WeighedFinding[] = [];
  for (const { steps } of subjects) for (const step of steps) if (isRecomputation(step)) findings.push(...confirmed(step, streams));
  return findings;
}

function confirmed({ entry, recorded }: ReplayedStep, streams: ReadonlyMap<string, readonly Entry[]>): WeighedFinding[] {
  const { stream, seq } = entry;
  const { payload, facts } = recorded.data;
  const [calendar, confirmation] = [givenText(payload['calendar']), Number(payload['confirmation'])];
  const name = `calendar/${calendar}`;
  const found = (weight: WeighedFinding['weight'], what: string, says: string, field = '/facts/correction'): WeighedFinding[] => [
    { weight, what, stream, seq, field, says },
  ];
  const steps = streams.get(name);
  if (steps === undefined)
    return found('unshown', 'correctionIsNotHere', `The file does not hold ${name}: that two persons corrected it rests on this entry.`);
  const correction = correctionFrom(steps.map(stepOf), confirmation);
  if (correction === null)
    return found('unlawful', 'correctionIsNotConfirmed', `No entry ${confirmation} of ${name} confirms what another person proposed.`);
  if (correction.confirmedAt > instantOf(entry.at))
    return found('unlawful', 'correctionIsLater', `The correction was confirmed only after this entry.`);
  const difference = firstDifference(asKept(correction), facts['correction']);
  if (difference === undefined) return [];
  return found('unlawful', 'correctionDiffers', `This is not what ${name} ${confirmation} confirmed.`, `/facts/correction${difference}`);
}

function givenText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function stepOf({ seq, type, at, actor, data }: Entry): CalendarStep {
  const payload = valueAt(data, '/payload');
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return { seq, type, at: instantOf(at), actor: actor, payload: isObject ? (payload as JsonObject) : {} };
}
