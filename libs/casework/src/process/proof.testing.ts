import type { JsonObject } from '../engine/types.js';
import { people } from './people.testing.js';
import { sealed, type World } from './world.testing.js';

const content = (world: World): JsonObject => ({
  codes: ['N1'],
  startsAt: world.at,
  timePrecision: 'hour',
  epistemicLevel: 'observed',
  place: { area: 'line-of-contact' },
  details: { obligationReference: sealed() },
  allegedBy: 'monitors',
});

/** A report by a team of monitors on what was done, verified by its lead: what shows that a remedy was carried out. */
export function monitorsReport(world: World): string {
  const id = world.newId('report');
  world.must('report', id, 'CreateReport', { actor: people.monitor, payload: { content: content(world) } });
  world.must('report', id, 'SubmitReport', { actor: people.monitor });
  world.must('report', id, 'VerifyReport', { actor: people.teamLead });
  return id;
}
