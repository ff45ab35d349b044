import type { Violation, ViolationClass } from '../rulebook.js';

type Row = readonly [code: string, severity: Violation['severity'], label: string, requires: readonly (readonly string[])[], group: string];

/**
 * law-sources.md section 2, after the tables of the OSCE mission, the measures of 22 July 2020, the Philippine and Myanmar lists. An inner
 * list of required details is an "any of".
 */
const rows: { readonly [k in ViolationClass]: readonly Row[] } = {
  kinetic: [
    ['K1', 2, 'Fire of small arms, sniper or machine gun', [['count'], ['perceivedHow']], 'fire'],
    [
      'K2',
      3,
      'Direct fire of a heavy weapon (tank, infantry fighting vehicle cannon, anti-tank missile)',
      [['weapon'], ['direction']],
      'fire',
    ],
    ['K3', 3, 'Indirect fire: mortar, artillery', [['count'], ['bearing', 'impactPoint']], 'fire'],
    ['K4', 4, 'Rocket artillery, ballistic or cruise missile, air-delivered bomb', [['impactPoint'], ['remnants', 'sensorTrack']], 'fire'],
    ['K5', 3, 'Strike of an armed unmanned aircraft or loitering munition', [['uavClass'], ['impactPoint', 'interceptPoint']], 'fire'],
    ['K6', 4, 'Ground assault, raid or change of positions', [['positionsBefore'], ['positionsAfter']], 'assault'],
    ['K7', 4, 'Attack at sea, on a port or on shipping; naval mine', [['position'], ['vessel']], 'sea'],
    ['K8', 3, 'Laying of mines, improvised explosive device, booby trap', [['newOrLegacy'], ['marking']], 'mine'],
    ['K9', 3, 'Sabotage, assassination or abduction', [['victimOrObject']], 'covert'],
    ['K10', 4, 'Prohibited weapon or manner of its use', [['remnants', 'laboratoryResult']], 'fire'],
  ],
  posture: [
    ['P1', 2, 'Weapon system closer than its withdrawal line', [['weapon'], ['position'], ['geofenceResult']], 'weapon-position'],
    ['P2', 3, 'Troops or positions in the buffer zone, advance of a trench', [['position'], ['strength']], 'position'],
    ['P3', 2, 'Fortification, mine clearing or movement that breaks the stand-still', [['imageryBefore'], ['imageryAfter']], 'position'],
    [
      'P4',
      2,
      'Missing from a declared storage or holding site',
      [['siteId'], ['sealNumbers'], ['countExpected'], ['countFound']],
      'weapon-position',
    ],
    ['P5', 2, 'Live-fire exercise inside the security zone or without notice', [['noticeReference']], 'exercise'],
    ['P6', 3, 'Force above the agreed ceiling, undeclared foreign unit', [['strength']], 'position'],
    ['P7', 2, 'Unauthorised resupply of weapons or ammunition', [['what'], ['from'], ['to']], 'supply'],
  ],
  airspace: [
    [
      'A1',
      2,
      'Overflight by military aircraft or unauthorised unmanned aircraft',
      [['track'], ['altitude'], ['aircraftType']],
      'overflight',
    ],
    ['A2', 3, 'Incursion of a manned platform into an air or sea zone', [['track']], 'overflight'],
  ],
  civilian: [
    ['C1', 4, 'Civilian killed or injured', [['casualties'], ['confirmations']], 'harm'],
    ['C2', 3, 'Residential or other civilian object damaged', [['objectType'], ['extent']], 'harm'],
    ['C3', 5, 'Specially protected object attacked (hospital, school, culture, nuclear, dam)', [['objectId'], ['marking']], 'harm'],
    ['C4', 4, 'Energy, water, heating or telecommunication attacked', [['peopleAffected'], ['duration']], 'harm'],
    ['C5', 4, 'Humanitarian access, corridor or exchange of prisoners obstructed or attacked', [['agreementReference']], 'access'],
    ['C6', 4, 'Detention, hostage taking, ill-treatment, forced transfer, child recruitment', [], 'persons'],
    ['C7', 2, 'Checkpoint, extortion, restriction of civilian movement', [['place'], ['duration'], ['who']], 'access'],
  ],
  monitoring: [
    ['M1', 2, 'Movement of monitors denied, delayed or conditioned', [['who'], ['where'], ['reasonGiven'], ['duration']], 'monitors'],
    ['M2', 4, 'Threat or violence against monitors', [['persons'], ['injuries']], 'monitors'],
    [
      'M3',
      3,
      "Fire at, seizure or destruction of monitors' aircraft, camera or sensor",
      [['assetId'], ['lastTelemetry']],
      'monitor-assets',
    ],
    ['M4', 2, "Jamming of satellite navigation of monitors' equipment", [['assetId'], ['interval'], ['signalRecord']], 'monitor-assets'],
    [
      'M5',
      3,
      'Spoofing, intrusion into camera or data link, false sensor data',
      [['expectedValue'], ['receivedValue'], ['secondSensor']],
      'monitor-assets',
    ],
    ['M6', 4, 'Evidence tampered with, site disturbed, witness intimidated, retaliation', [['caseLink']], 'monitors'],
  ],
  information: [
    ['D1', 4, 'Cyber attack on critical civilian services', [['certReport']], 'cyber'],
    ['D2', 1, 'Incitement or disinformation that a party committed to stop', [['contentCapture']], 'speech'],
    ['D3', 3, 'False report or staged incident', [['whatIsDisproved']], 'speech'],
  ],
  duty: [
    ['N1', 1, 'Failure to notify (exercise, movement, mine maps)', [['obligationReference']], 'duty'],
    ['N2', 2, 'Failure to cooperate with the Commission (no reply, no access, no record)', [['requestReference']], 'duty'],
    ['N3', 3, 'Failure to carry out a remedy', [['remedyId']], 'duty'],
    ['N4', 3, 'Failure to restrain an armed group in controlled territory', [['armedGroup'], ['earlierNotices']], 'duty'],
  ],
  other: [['X0', 1, 'Other, described in words', [['what']], 'other']],
};

const flags: { readonly [code: string]: Pick<Violation, 'protectsSource' | 'mustBeRecoded'> } = {
  C6: { protectsSource: true },
  X0: { mustBeRecoded: true },
};

export const violations: { readonly [code: string]: Violation } = Object.fromEntries(
  (Object.keys(rows) as ViolationClass[]).flatMap((kind) =>
    rows[kind].map(([code, severity, label, requires, group]) => [
      code,
      { code, label, class: kind, severity, requires, group, ...flags[code] },
    ]),
  ),
);
