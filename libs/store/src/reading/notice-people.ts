import type { EntityManager } from 'typeorm';
import { defaultPreferences, type Addressee, type NoticePreferences, type Role, type SubscribedWebhook } from '@tregua/casework';

/** Everybody who could be told, with what the decision asks about them. */
export interface Hearers {
  readonly people: readonly Addressee[];
  readonly preferences: ReadonlyMap<string, NoticePreferences>;
}

interface PersonRow {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly party: string | null;
  readonly team: string | null;
  readonly state: string | null;
  readonly available: boolean;
  readonly recused: boolean;
  readonly granted: boolean;
  readonly compartments: readonly string[];
  readonly app: NoticePreferences['app'] | null;
  readonly mail: NoticePreferences['mail'] | null;
  readonly has_mail: boolean;
  readonly muted: readonly string[];
  readonly time_zone: string;
  readonly digest_minute: number;
  readonly quiet_from: number | null;
  readonly quiet_to: number | null;
}

/**
 * Recused from one is blind to its lead and to what is joined with it: the family of a case, as visibility.ts has it. `$1` is the case.
 */
export const RECUSED_IN_FAMILY = `select q.person from tregua.recusals q where q.case_id in (
    select f.id from tregua.cases c join tregua.cases f on f.id = c.id or f.lead = c.id or f.id = c.lead or f.lead = c.lead where c.id = $1)`;

/** Active people as one matter concerns them. Without a case nobody is recused from it. */
export async function hearersOf(manager: EntityManager, caseId: string | null): Promise<Hearers> {
  const rows = await manager.query<PersonRow[]>(
    `with recused as materialized (${RECUSED_IN_FAMILY})
     select p.id, p.roles, p.party, p.team, p.state, p.available,
            p.id::text in (select person from recused) as recused,
            exists (select 1 from tregua.case_grants g where g.person = p.id::text and g.case_id = $1) as granted,
            array(select g.compartment from tregua.compartment_grants g where g.person = p.id::text) as compartments,
            n.app, n.mail, n.mail_ciphertext is not null as has_mail, n.time_zone, n.digest_minute, n.quiet_from, n.quiet_to,
            array(select m.case_id from tregua.muted_cases m where m.person_id = p.id and m.case_id = $1) as muted
       from tregua.people p left join tregua.notice_preferences n on n.person_id = p.id
      where p.status = 'active' order by p.id`,
    [caseId],
  );
  return {
    people: rows.map(({ id, roles, party, team, state, available, recused, granted, compartments }) => ({
      id,
      roles,
      party,
      team,
      state,
      available,
      recused,
      granted,
      compartments,
    })),
    preferences: new Map(rows.map((row) => [row.id, preferencesOf(row)])),
  };
}

function preferencesOf(row: PersonRow): NoticePreferences {
  if (row.app === null || row.mail === null) return { ...defaultPreferences, mutedCases: row.muted };
  return {
    app: row.app,
    mail: row.mail,
    hasMail: row.has_mail,
    mutedCases: row.muted,
    timeZone: row.time_zone,
    digestMinute: row.digest_minute,
    quietFrom: row.quiet_from,
    quietTo: row.quiet_to,
  };
}

/** Addresses that an administrator has subscribed, as long as they are in use. */
export async function subscribedWebhooks(manager: EntityManager): Promise<readonly SubscribedWebhook[]> {
  return await manager.query<SubscribedWebhook[]>(`select id, audiences, party from tregua.webhooks where status = 'active' order by id`);
}
