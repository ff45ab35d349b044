import type { Fields } from '../engine/fields.js';

/**
 * The details that a violation's `requires` may name, as fields of a payload group, all optional there: which are needed depends on the
 * code. Names are stable over rulebooks; what is free text is sealed like every text.
 */
export const detailFields: Fields = {
  count: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
  countQualifier: { kind: 'code', of: 'countQualifiers', optional: true },
  countUnit: { kind: 'code', of: 'countUnits', optional: true },
  perceivedHow: { kind: 'code', of: 'perceivedHow', optional: true },
  weapon: { kind: 'code', of: 'weapons', optional: true },
  weaponConfidence: { kind: 'code', of: 'confidences', optional: true },
  uavClass: { kind: 'code', of: 'weapons', optional: true },
  direction: { kind: 'code', of: 'directions', optional: true },
  /** Degrees from the observer's position, and the assessed range with it. */
  bearing: { kind: 'integer', min: 0, max: 359, optional: true },
  rangeMetres: { kind: 'integer', min: 0, max: 500_000, optional: true },
  impactPoint: point(),
  interceptPoint: point(),
  position: point(),
  positionsBefore: text(),
  positionsAfter: text(),
  geofenceResult: { kind: 'code', of: ['inside', 'outside', 'uncertain'], optional: true },
  strength: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
  remnants: text(),
  laboratoryResult: text(),
  sensorTrack: text(),
  vessel: text(),
  newOrLegacy: { kind: 'code', of: ['new', 'legacy', 'undetermined'], optional: true },
  marking: text(),
  victimOrObject: text(),
  imageryBefore: { kind: 'hash', optional: true },
  imageryAfter: { kind: 'hash', optional: true },
  siteId: { kind: 'key', max: 64, optional: true },
  sealNumbers: text(),
  countExpected: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
  countFound: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
  noticeReference: text(),
  what: text(),
  from: text(),
  to: text(),
  track: text(),
  altitude: { kind: 'integer', min: 0, max: 100_000, optional: true },
  aircraftType: text(),
  casualties: { kind: 'flag', optional: true },
  confirmations: { kind: 'integer', min: 0, max: 100, optional: true },
  objectType: text(),
  objectId: text(),
  extent: text(),
  peopleAffected: { kind: 'integer', min: 0, max: 100_000_000, optional: true },
  /** Minutes. */
  duration: { kind: 'integer', min: 0, max: 10_000_000, optional: true },
  agreementReference: text(),
  place: text(),
  where: text(),
  who: text(),
  reasonGiven: text(),
  persons: { kind: 'integer', min: 0, max: 100_000, optional: true },
  injuries: { kind: 'integer', min: 0, max: 100_000, optional: true },
  assetId: { kind: 'key', max: 64, optional: true },
  lastTelemetry: { kind: 'instant', optional: true },
  interval: text(),
  signalRecord: { kind: 'hash', optional: true },
  expectedValue: text(),
  receivedValue: text(),
  secondSensor: { kind: 'key', max: 64, optional: true },
  caseLink: { kind: 'id', optional: true },
  certReport: text(),
  contentCapture: { kind: 'hash', optional: true },
  whatIsDisproved: text(),
  obligationReference: text(),
  requestReference: text(),
  remedyId: { kind: 'id', optional: true },
  armedGroup: text(),
  earlierNotices: text(),
};

function text() {
  return { kind: 'text', max: 2_000, optional: true } as const;
}

function point() {
  return {
    kind: 'group',
    optional: true,
    fields: {
      latitude: { kind: 'decimal', min: -90, max: 90 },
      longitude: { kind: 'decimal', min: -180, max: 180 },
      radiusMetres: { kind: 'integer', min: 0, max: 1_000_000 },
    },
  } as const;
}
