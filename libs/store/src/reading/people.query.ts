import type { DataSource } from 'typeorm';
import type { Role } from '@tregua/casework';

/** A person as the API shows one to an administrator. No name: names are sealed in the person's own stream. */
export interface PersonRecord {
  readonly id: string;
  readonly signInName: string;
  readonly status: 'active' | 'disabled';
  readonly roles: readonly Role[];
  readonly party: string | null;
  readonly constituency: string | null;
  readonly team: string | null;
  readonly state: string | null;
  readonly interests: readonly string[];
  readonly available: boolean;
  readonly createdAt: number;
}

/** What a sign-in compares with. */
export interface SignInRecord {
  readonly id: string;
  readonly passwordHash: string | null;
  readonly status: 'active' | 'disabled';
}

const COLUMNS = `id, sign_in_name as "signInName", status, roles, party, constituency, team, state, interests, available,
  (extract(epoch from created_at) * 1000)::bigint::float8 as "createdAt"`;

/** One person, or undefined. */
export async function findPerson(dataSource: DataSource, id: string): Promise<PersonRecord | undefined> {
  const rows = await dataSource.query<PersonRecord[]>(`select ${COLUMNS} from tregua.people where id = $1`, [id]);
  return rows[0];
}

/** People in the order of their sign-in names, after one of them. */
export async function listPeople(dataSource: DataSource, after: string, limit: number): Promise<PersonRecord[]> {
  return dataSource.query<PersonRecord[]>(`select ${COLUMNS} from tregua.people where sign_in_name > $1 order by sign_in_name limit $2`, [
    after,
    limit,
  ]);
}

/** What the sign-in of this name compares with, or undefined: the caller then spends the same time on nothing. */
export async function findSignIn(dataSource: DataSource, signInName: string): Promise<SignInRecord | undefined> {
  const rows = await dataSource.query<SignInRecord[]>(
    `select id, password_hash as "passwordHash", status from tregua.people where sign_in_name = $1`,
    [signInName],
  );
  return rows[0];
}
