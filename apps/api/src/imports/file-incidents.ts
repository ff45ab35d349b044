import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { currentRulebookId, reportContentOf, reportKeyOf, rulebookOf, type Actor } from '@tregua/casework';
import type { Answer, Docket } from '@tregua/docket';
import { unfinishedReports, unreportedIncidents, type IncidentRecord } from '@tregua/store';

/** Reports are entered side by side: each has a stream of its own. */
const AT_ONCE = 4;

export interface FilingRequest {
  /** Who files: a monitor. */
  readonly by: Actor;
  /** Incidents at most. */
  readonly limit: number;
  readonly onProgress?: (filed: number) => void;
}

export interface FilingAnswer {
  readonly filed: number;
  readonly refused: readonly { readonly incident: string; readonly answer: Answer }[];
}

/**
 * Files a report of each incident that has none, through the door like everybody's. From there on the law's own terms work: a team lead may
 * verify it and the registry admit it; what nobody takes up in time lapses, to a case of its own from severity 3 on and to the series case of
 * its sector and week below. Broken off and begun again, it files the rest, and none twice.
 */
export async function fileIncidents(
  dataSource: DataSource,
  docket: Docket,
  { by, limit, onProgress }: FilingRequest,
): Promise<FilingAnswer> {
  for (const draft of await unfinishedReports(dataSource, by.id)) await submit(docket, draft, by);
  const waiting = [...(await unreportedIncidents(dataSource, limit))];
  const refused: { incident: string; answer: Answer }[] = [];
  let filed = 0;
  const one = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const answer = await fileOne(docket, next, by);
      if (answer.status === 'entered') filed += 1;
      else refused.push({ incident: next.id, answer });
      if (filed % 100 === 0) onProgress?.(filed);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  onProgress?.(filed);
  return { filed, refused };
}

/** Creates and submits. The key makes a repeat give the same answer: two at once make one report. */
export async function fileOne(docket: Docket, { incident }: IncidentRecord, by: Actor): Promise<Answer> {
  const payload = { content: reportContentOf(incident, rulebookOf(currentRulebookId)) };
  const bodyDigest = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
  const key = createHash('sha256').update(reportKeyOf(incident)).digest('hex');
  const created = await docket.enter({
    process: 'report',
    command: 'CreateReport',
    payload,
    actor: by,
    idempotency: { key, route: 'import', bodyDigest },
  });
  return created.status === 'entered' ? await submit(docket, created.id, by) : created;
}

async function submit(docket: Docket, report: string, by: Actor): Promise<Answer> {
  return await docket.enter({ process: 'report', stream: report, command: 'SubmitReport', payload: {}, actor: by });
}
