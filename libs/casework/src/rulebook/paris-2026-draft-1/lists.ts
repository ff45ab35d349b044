import { grounds } from './grounds.js';
import { judgmentLabels } from './judgment-labels.js';
import { severity } from './severity.js';
import { violations } from './taxonomy.js';
import { weapons } from './weapons.js';
import { zones } from './zones.js';

type Labels = { readonly [code: string]: string };

const labelled = (codes: { readonly [code: string]: { readonly label: string } }): Labels =>
  Object.fromEntries(Object.entries(codes).map(([code, { label }]) => [code, label]));

/** Every list of codes that a payload field may name, with English labels (law-sources.md 2.1 to 5.4). */
export const labels: { readonly [list: string]: Labels } = {
  violations: labelled(violations),
  weapons: labelled(weapons),
  withdrawalLines: Object.fromEntries(zones.withdrawalLines.map(({ code, label }) => [code, label])),
  ...judgmentLabels,
  ...grounds,
  perceivedHow: {
    seen: 'Seen',
    heard: 'Heard',
    camera: 'Camera',
    uav: 'Unmanned aircraft',
    satellite: 'Satellite',
    'acoustic-sensor': 'Acoustic sensor',
    radar: 'Radar',
    'rf-sensor': 'Radio-frequency sensor',
    'crater-analysis': 'Crater analysis',
    interview: 'Interview',
    'third-party': 'Allegation of a third party',
    'self-report': 'Self-report of a party',
    'open-source': 'Open source',
  },
  /** Observed, assessed, told and corroborated are four different things and are never mixed. */
  epistemicLevels: { observed: 'Observed', assessed: 'Assessed', told: 'Told', corroborated: 'Corroborated' },
  countQualifiers: { exact: 'Exactly', about: 'About', 'at-least': 'At least', 'at-most': 'At most', unknown: 'Not known' },
  countUnits: {
    explosion: 'Explosion, undetermined',
    airburst: 'Airburst',
    impact: 'Impact',
    outgoing: 'Outgoing explosion',
    burst: 'Burst',
    shot: 'Single shot',
    projectile: 'Projectile in flight',
    'muzzle-flash': 'Muzzle flash',
    flare: 'Illumination flare',
    violation: 'Ceasefire violation, kind not stated',
    death: 'Death',
    object: 'Object',
  },
  timePrecisions: { minute: 'To the minute', hour: 'To the hour', day: 'To the day', range: 'Within a range of days' },
  placePrecisions: { point: 'Point', settlement: 'Settlement', district: 'District', region: 'Region', country: 'Country' },
  /** Who holds a place: recorded, and never an attribution. */
  placeControl: {
    'party-a': 'First party',
    'party-b': 'Second party',
    contested: 'Contested',
    'buffer-zone': 'Buffer zone',
    unknown: 'Not known',
  },
  directions: {
    n: 'North',
    ne: 'North-east',
    e: 'East',
    se: 'South-east',
    s: 'South',
    sw: 'South-west',
    w: 'West',
    nw: 'North-west',
    undetermined: 'Undetermined',
  },
  confidences: { low: 'Low', medium: 'Medium', high: 'High' },
  casualtyStatuses: { civilian: 'Civilian', military: 'Military', monitor: 'Monitor', unknown: 'Not known' },
  /** By whom a party is alleged to be responsible. */
  allegedBy: {
    government: 'A government',
    'armed-group': 'An armed group',
    both: 'Both sides',
    independent: 'An independent source',
    'memorial-list': 'A memorial list',
    monitors: 'Monitors',
    public: 'A member of the public',
    unknown: 'Not known',
  },
  reportOrigins: { monitors: 'Monitors', party: 'A party', public: 'The public', import: 'Imported data set', 'own-motion': 'Own motion' },
  contributionKinds: {
    patrol: 'Patrol',
    camera: 'Camera',
    uav: 'Unmanned aircraft',
    satellite: 'Satellite',
    'acoustic-sensor': 'Acoustic sensor',
    radar: 'Radar',
    'rf-sensor': 'Radio-frequency sensor',
    analysis: 'Analysis',
  },
  /** Admiralty code: two independent characters. F and 6 are not the bottom of the scale: they say that it cannot be judged. */
  reliabilities: {
    A: 'Completely reliable',
    B: 'Usually reliable',
    C: 'Fairly reliable',
    D: 'Not usually reliable',
    E: 'Unreliable',
    F: 'Reliability cannot be judged',
  },
  credibilities: {
    '1': 'Confirmed by other sources',
    '2': 'Probably true',
    '3': 'Possibly true',
    '4': 'Doubtful',
    '5': 'Improbable',
    '6': 'Truth cannot be judged',
  },
  confidentialities: {
    PUBLIC: 'Public',
    PARTIES: 'Parties',
    COMMISSION: 'Commission',
    RESTRICTED: 'Restricted to named persons',
    SOURCE_PROTECTED: 'Source protected, two keys',
  },
  caveats: { 'originator-controlled': 'Disclosure needs the consent of the contributing state', none: 'None' },
  sourceRisks: { none: 'None known', possible: 'Possible', high: 'High' },
  severityModifiers: Object.fromEntries(severity.modifiers.map(({ code, label }) => [code, label])),
  evidenceKinds: {
    photo: 'Photograph',
    video: 'Video',
    'sensor-log': 'Sensor log',
    satellite: 'Satellite image',
    document: 'Document',
    statement: 'Statement',
    object: 'Object',
    'open-source-capture': 'Capture from open sources',
  },
  evidenceRelations: { original: 'Original', copy: 'Copy', frame: 'Frame', translation: 'Translation', redaction: 'Redaction' },
  custodyActions: Object.fromEntries(
    [
      ...['RECEIVED', 'HASHED', 'STORED', 'VIEWED', 'EXPORTED', 'COPIED', 'TRANSFERRED_OUT', 'RETURNED', 'ANALYSED'],
      ...['REDACTED', 'RELEASED_TO_PARTY', 'RATED', 'SEALED', 'INTEGRITY_CHECK', 'LEGAL_HOLD', 'DISPOSED'],
    ].map((code) => [code, code.toLowerCase().replaceAll('_', ' ')]),
  ),
  languages: { en: 'English', uk: 'Ukrainian', fr: 'French', it: 'Italian', ru: 'Russian' },
  complianceProofs: {
    'monitor-verification': 'Verification report of monitors',
    'text-of-order': 'Text of the order',
    receipt: 'Receipt',
    'payment-record': 'Record of payment',
    publication: 'Publication',
    'party-report': 'Report of the party',
    'monitor-report': 'Report of monitors',
    'geometry-version': 'New version of the geometry',
  },
  outsideStages: {
    received: 'Received by the competent authority',
    'under-consideration': 'Under consideration',
    'before-parliament': 'Before the legislature',
    decided: 'Decided',
    'none-taken': 'No measure taken',
  },
  outsideAuthorities: {
    government: 'Government',
    'head-of-state': 'Head of state',
    legislature: 'Legislature',
    'sanctioning-authority': 'Sanctioning authority',
    'international-organisation': 'International organisation',
    court: 'Court',
  },
  elsewhere: {
    icc: 'International Criminal Court',
    'national-court': 'National court',
    'security-council': 'Security Council',
    osce: 'OSCE',
    opcw: 'OPCW',
  },
  importOutcomes: {
    accepted: 'Accepted',
    inadmissible: 'Inadmissible',
    duplicate: 'Already imported',
    refused: 'Refused',
  },
};

export const lists: { readonly [name: string]: readonly string[] } = Object.fromEntries(
  Object.entries(labels).map(([name, codes]) => [name, Object.keys(codes)]),
);
