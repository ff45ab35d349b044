import type { JsonObject } from '../engine/types.js';
import { bringTo, GRAVE, remedyOf, SMALL } from './road.testing.js';
import { lapseToEnd } from './walk.testing.js';

const HOUR_MS = 3_600_000;
/** Severity 2 and 4. */
const small: JsonObject = SMALL;
const grave: JsonObject = GRAVE;

/** Where a case goes when nobody does anything, and after how many hours. */
function leftAlone(state: string, content: JsonObject, start = bringTo(state, { content, remedies: [remedyOf('R5')] })): string {
  const { world, id } = start;
  const from = world.at;
  const before = world.histories.get(`case/${id}`)?.length ?? 0;
  for (let n = 0; n < 50 && world.case(id).state === state; n += 1) world.pass((world.nextDue(world.case(id)) ?? world.at) - world.at);
  const moves = (world.histories.get(`case/${id}`) ?? []).slice(before).filter(({ command }) => command !== 'RingMark');
  return `${moves.map(({ type }) => type).join(', ')} after ${(world.at - from) / HOUR_MS} h: ${world.case(id).state}`;
}

describe('Left alone, a case', () => {
  // prettier-ignore
  it.each<[string, JsonObject, string]>([
    ['REGISTERED',     small, 'RegistrationLapsed after 24 h: PRELIMINARY'],
    ['REGISTERED',     grave, 'RegistrationLapsed after 4 h: PRELIMINARY'],
    ['PRELIMINARY',    small, 'PreliminaryLapsed after 72 h: INVESTIGATION'],
    ['PRELIMINARY',    grave, 'PreliminaryLapsed after 19 h: INVESTIGATION'],
    ['INVESTIGATION',  small, 'InvestigationLapsed after 240 h: PARTY_REPLY'],
    ['PARTY_REPLY',    small, 'ReplyLapsed after 168 h: PANEL'],
    ['PARTY_REPLY',    grave, 'ReplyLapsed after 72 h: PANEL'],
    ['DELIBERATION',   small, 'DeliberationLapsed after 240 h: VOTING'],
    ['DELIBERATION',   grave, 'DeliberationLapsed after 120 h: VOTING'],
    ['VOTING',         small, 'FirstCallLapsed, SecondCallLapsed after 72 h: CHAIR_RULING'],
    ['CHAIR_RULING',   small, 'ChairRulingLapsed, ViceChairRulingLapsed after 72 h: RULED'],
    ['RULED',          small, 'ServiceLapsed, PublicationLapsed, ReviewWindowLapsed after 180 h: FINAL'],
    ['FINAL',          small, 'FinalityLapsed after 24 h: REMEDY'],
    ['REMEDY',         small, 'RemedyLapsed after 168 h: NON_COMPLIANCE'],
    ['NON_COMPLIANCE', small, 'NonComplianceLapsed after 72 h: REFERRED'],
    ['REFERRED',       small, 'ReferralLapsed after 720 h: REMEDY'],
    ['STAYED',         small, 'StayLapsed after 240 h: INVESTIGATION'],
  ])('leaves %s by itself', (state, content, expected) => {
    expect(leftAlone(state, content)).toBe(expected);
  });

  it.each([small, grave])('comes from its registration to an end, through every state of the default way', (content) => {
    const { world, id } = bringTo('REGISTERED', { content });
    const states = lapseToEnd(world, 'case', id);
    expect(states).toEqual([
      'REGISTERED',
      'PRELIMINARY',
      'INVESTIGATION',
      'PARTY_REPLY',
      'PANEL',
      'CHAIR_RULING',
      'RULED',
      'FINAL',
      'CLOSED',
    ]);
  });
});
