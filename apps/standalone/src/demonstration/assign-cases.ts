import type { DataSource } from 'typeorm';
import { caseProcess, type Case } from '@tregua/casework';
import { AssignmentsWriter, type Keyring } from '@tregua/store';
import { actorNamed } from './people.js';

/**
 * Shares out the work of open cases, as an office does: each lies with its chief investigator, before there is one with its rapporteur, and what has neither waits
 * for somebody to take it up. Answers how many lie with somebody.
 */
export async function assignCases(dataSource: DataSource, keyring: Keyring): Promise<number> {
  const writer = new AssignmentsWriter(dataSource, keyring);
  const open = await dataSource.query<{ id: string; snapshot: Case }[]>(
    'select id, snapshot from tregua.cases where state <> all($1::text[]) order by opened_at, id',
    [[...caseProcess.ends]],
  );
  let assigned = 0;
  for (const { id, snapshot } of open) {
    const person = snapshot.staff.chiefInvestigator ?? snapshot.staff.rapporteur;
    if (person === null) continue;
    const answer = await writer.assign({ caseId: id, person, insteadOf: null, actor: actorNamed('registrar') });
    if (typeof answer === 'string') throw new Error(`The case ${id} cannot be assigned: ${answer}.`);
    assigned += 1;
  }
  return assigned;
}
