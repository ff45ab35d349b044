import type { DataSource } from 'typeorm';

/** A machine token as it is listed: never the token, which nobody has but who was given it. */
export interface MachineTokenRecord {
  readonly id: string;
  readonly label: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

/** Tokens of a person, newest first, with the revoked and expired ones. */
export async function listMachineTokens(dataSource: DataSource, personId: string): Promise<MachineTokenRecord[]> {
  return dataSource.query<MachineTokenRecord[]>(
    `select id, label, ${ms('issued_at')} as "issuedAt", ${ms('expires_at')} as "expiresAt", ${ms('revoked_at')} as "revokedAt"
      from tregua.machine_tokens where person_id = $1 order by issued_at desc, id limit 200`,
    [personId],
  );
}

function ms(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::bigint::float8`;
}
