import type { Fields } from '../engine/fields.js';
import { detailFields } from '../rulebook/details.js';

const optionalText = (max: number) => ({ kind: 'text', max, optional: true }) as const;

const casualtyCount: Fields = {
  min: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
  best: { kind: 'integer', min: 0, max: 1_000_000 },
  max: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
};

const casualties: Fields = {
  killed: { kind: 'group', fields: casualtyCount, optional: true },
  injured: { kind: 'group', fields: casualtyCount, optional: true },
  /** Civilians among them. */
  civiliansKilled: { kind: 'group', fields: casualtyCount, optional: true },
  civiliansInjured: { kind: 'group', fields: casualtyCount, optional: true },
};

/** A point with its uncertainty, or an area by name, or a bearing and range (those are details) from the observer's position. */
const place: Fields = {
  latitude: { kind: 'decimal', min: -90, max: 90, optional: true },
  longitude: { kind: 'decimal', min: -180, max: 180, optional: true },
  radiusMetres: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
  precision: { kind: 'code', of: 'placePrecisions', optional: true },
  area: { kind: 'key', max: 64, optional: true },
  name: optionalText(300),
  control: { kind: 'code', of: 'placeControl', optional: true },
  controlMapVersion: { kind: 'key', max: 64, optional: true },
};

/**
 * The common fields of a report (law-sources.md 2.1), and the details that its codes ask for. A draft may leave out anything, so all are
 * optional in shape: what is missing on submission is a guard's refusal, which names it.
 */
export const contentFields: Fields = {
  codes: { kind: 'list', of: { kind: 'code', of: 'violations' }, min: 0, max: 8, optional: true },
  startsAt: { kind: 'instant', optional: true },
  endsAt: { kind: 'instant', optional: true },
  detectedAt: { kind: 'instant', optional: true },
  timePrecision: { kind: 'code', of: 'timePrecisions', optional: true },
  /** When the author ended writing, by the device's own clock: what it claims. When it was filed is the entry's to say. */
  finalisedAt: { kind: 'instant', optional: true },
  /** Minutes east of UTC where the act was, so that the local time can be shown again. */
  utcOffsetMinutes: { kind: 'integer', min: -900, max: 900, optional: true },
  place: { kind: 'group', fields: place, optional: true },
  asset: { kind: 'key', max: 64, optional: true },
  contribution: { kind: 'id', optional: true },
  epistemicLevel: { kind: 'code', of: 'epistemicLevels', optional: true },
  details: { kind: 'group', fields: detailFields, optional: true },
  casualties: { kind: 'group', fields: casualties, optional: true },
  modifiers: { kind: 'list', of: { kind: 'code', of: 'severityModifiers' }, min: 0, max: 8, optional: true },
  accused: { kind: 'key', max: 32, optional: true },
  accusedUnit: optionalText(300),
  allegedBy: { kind: 'code', of: 'allegedBy', optional: true },
  evidence: { kind: 'list', of: { kind: 'id' }, min: 0, max: 200, optional: true },
  otherReports: { kind: 'list', of: { kind: 'id' }, min: 0, max: 50, optional: true },
  sourceReliability: { kind: 'code', of: 'reliabilities', optional: true },
  sourceCredibility: { kind: 'code', of: 'credibilities', optional: true },
  confidentiality: { kind: 'code', of: 'confidentialities', optional: true },
  caveat: { kind: 'code', of: 'caveats', optional: true },
  sourceRisk: { kind: 'code', of: 'sourceRisks', optional: true },
  protectsSource: { kind: 'flag', optional: true },
  channelWasTried: { kind: 'flag', optional: true },
  ongoing: { kind: 'flag', optional: true },
  origin: { kind: 'code', of: 'reportOrigins', optional: true },
  narrative: optionalText(20_000),
  /** Key of the record in a data set that it was imported from: one report a key. */
  sourceKey: { kind: 'key', max: 128, optional: true },
};
