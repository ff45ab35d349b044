import type { DataSource } from 'typeorm';
import type { Role } from '@tregua/casework';
import { poolOf } from '../data-source.js';

/** Who a token speaks for, at this moment: disabled, expired and revoked ones speak for nobody. */
export interface SpokenFor {
  readonly session: string;
  readonly id: string;
  readonly roles: readonly Role[];
  readonly party: string | null;
  readonly constituency: string | null;
  readonly team: string | null;
  readonly state: string | null;
}

export interface SessionRecord {
  readonly id: string;
  readonly startedAt: number;
  readonly expiresAt: number;
}

const PERSON = 'p.id, p.roles, p.party, p.constituency, p.team, p.state';

/** The person of a browser's session, by the SHA-256 of its token. Asked with each request: so revoking works at once. */
export async function findBySession(dataSource: DataSource, tokenHash: Buffer): Promise<SpokenFor | undefined> {
  return one(dataSource, {
    name: 'tregua_session',
    text: `select s.id as session, ${PERSON} from tregua.sessions s join tregua.people p on p.id = s.person_id
      where s.token_hash = $1 and s.ended_at is null and s.expires_at > tregua.now() and p.status = 'active'`,
    values: [tokenHash],
  });
}

/** The person of a machine token, by its SHA-256. */
export async function findByMachineToken(dataSource: DataSource, tokenHash: Buffer): Promise<SpokenFor | undefined> {
  return one(dataSource, {
    name: 'tregua_machine_token',
    text: `select t.id as session, ${PERSON} from tregua.machine_tokens t join tregua.people p on p.id = t.person_id
      where t.token_hash = $1 and t.revoked_at is null and t.expires_at > tregua.now() and p.status = 'active'`,
    values: [tokenHash],
  });
}

/** Live sessions of a person, newest first. */
export async function listSessions(dataSource: DataSource, personId: string): Promise<SessionRecord[]> {
  return dataSource.query<SessionRecord[]>(
    `select id, ${ms('started_at')} as "startedAt", ${ms('expires_at')} as "expiresAt" from tregua.sessions
      where person_id = $1 and ended_at is null and expires_at > tregua.now() order by started_at desc, id limit 100`,
    [personId],
  );
}

/** Named statements are parsed once a connection. Asked with each request, so it goes to pg without TypeORM's round of query runners. */
async function one(dataSource: DataSource, statement: { name: string; text: string; values: unknown[] }): Promise<SpokenFor | undefined> {
  const { rows } = await poolOf(dataSource).query<SpokenFor & Record<string, unknown>>(statement);
  return rows[0];
}

function ms(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::bigint::float8`;
}
