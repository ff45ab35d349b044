import type { DataSource, EntityManager } from 'typeorm';
import { commissionRoles, maySee, type Actor } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { ASSIGNEE } from '../reading/assignments.query.js';
import { caseMatter } from '../reading/notice-matters.js';
import { hearersOf } from '../reading/notice-people.js';
import { appendEntry, inOwnTransaction, type Appended } from './append-entry.js';
import { takeTheOffice, tellTheOffice } from './office.js';

/** It lies so already; meanwhile it lies with another than was seen; or the person named is not of the Commission, not active, or may not read the case. */
export type Assigned = Appended | 'unchanged' | 'another' | 'unfit';

export interface Assignment {
  readonly caseId: string;
  /** null: with nobody. */
  readonly person: string | null;
  /** With whom it lay when that was decided. */
  readonly insteadOf: string | null;
  readonly actor: Actor;
}

/**
 * Says who works on a case. It gives no right and runs no term: the law knows nobody but its own rapporteur and investigator. It is entered all the same,
 * in office/<case>, so that nobody can say later that a case lay with them or did not.
 */
export class AssignmentsWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** `caseId` is a case that the actor may read. */
  async assign({ caseId, person, insteadOf, actor }: Assignment): Promise<Assigned> {
    return await inOwnTransaction(this.dataSource, async (manager): Promise<Assigned> => {
      await takeTheOffice(manager, caseId);
      const [now] = await manager.query<{ assignee: string | null }[]>(
        `select ${ASSIGNEE} as assignee from tregua.cases c where c.id = $1`,
        [caseId],
      );
      const lies = now?.assignee ?? null;
      if (lies === person) return 'unchanged';
      if (lies !== insteadOf) return 'another';
      if (person !== null && !(await mayWorkOn(manager, caseId, person))) return 'unfit';
      await manager.query('delete from tregua.assignments where case_id = $1', [caseId]);
      if (person !== null)
        await manager.query(
          'insert into tregua.assignments (case_id, person, assigned_by, assigned_at) values ($1, $2, $3, tregua.now())',
          [...[caseId, person, actor.id]],
        );
      const [command, type] = person === null ? (['FreeCase', 'CaseFreed'] as const) : (['AssignCase', 'CaseAssigned'] as const);
      const entry = { stream: `office/${caseId}`, command, type, actor, payload: { person, insteadOf } };
      const appended = await appendEntry(manager, this.keyring, entry);
      if (person !== null) await tellTheOffice(manager, appended, type, 'assignee');
      return appended;
    });
  }
}

async function mayWorkOn(manager: EntityManager, caseId: string, person: string): Promise<boolean> {
  const matter = await caseMatter(manager, caseId);
  const { people } = await hearersOf(manager, caseId);
  const found = people.find(({ id }) => id === person);
  return matter !== undefined && found !== undefined && found.roles.some((role) => commissionRoles.includes(role)) && maySee(found, matter);
}
