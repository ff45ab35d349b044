import type { DataSource } from 'typeorm';
import { commissionRoles, type Role } from '@tregua/casework';
import { Binding, read } from './bound-query.js';

/** With whom the case `c` lies, as a subquery: null where that is somebody who may no longer act, or stands aside from it. */
export const ASSIGNEE = `(select a.person from tregua.assignments a join tregua.people p on p.id = a.person
  where a.case_id = c.id and p.status = 'active'
    and not exists (select 1 from tregua.recusals q where q.case_id = c.id and q.person = a.person::text))`;

/** Somebody of the Commission, as colleagues know each other: by sign-in name, since names are sealed. */
export interface Colleague {
  readonly id: string;
  readonly signInName: string;
  readonly roles: readonly Role[];
  readonly available: boolean;
}

/** More than any commission has; whoever stands beyond is not listed. */
const MOST = 1000;

/** Active people of the Commission, by sign-in name. */
export async function listColleagues(dataSource: DataSource): Promise<readonly Colleague[]> {
  const binding = new Binding();
  const text = `select p.id, p.sign_in_name as "signInName", p.roles, p.available from tregua.people p
    where p.status = 'active' and p.roles && ${binding.put([...commissionRoles], 'text[]')} order by p.sign_in_name limit ${binding.put(MOST, 'integer')}`;
  return await read<Colleague>(dataSource, text, binding);
}
