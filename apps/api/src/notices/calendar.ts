import { ICalCalendar } from 'ical-generator';
import type { DueDeadline } from '@tregua/store';

const QUARTER_MS = 15 * 60_000;

/**
 * Deadlines as RFC 5545 text. An event's UID is the deadline's, so that an extension moves it and does not double it; instants are UTC, and the
 * program that shows them knows the zone. No text of a case is in it: a calendar lies on many devices.
 */
export function calendarText(deadlines: readonly (DueDeadline & { readonly key: string })[], now: number): string {
  const calendar = new ICalCalendar({ name: 'Tregua', prodId: { company: 'tregua', product: 'deadlines', language: 'EN' }, ttl: 900 });
  for (const { stream, key, reference, state, kind, about, dueAt } of deadlines) {
    calendar.createEvent({
      id: `${stream.replace('/', '-')}-${key.replaceAll(/[^A-Za-z0-9-]/g, '-')}@tregua`,
      stamp: new Date(now),
      // Ends in the moment in which it is due: the event is to be seen before.
      start: new Date(dueAt - QUARTER_MS),
      end: new Date(dueAt),
      summary: `${reference}: ${words(kind)}${about === null || about.length > 12 ? '' : ` ${about}`}`,
      description: `${state}. Due ${new Date(dueAt).toISOString()}.`,
    });
  }
  return calendar.toString();
}

/** `complianceCheck` as "compliance check". */
function words(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
