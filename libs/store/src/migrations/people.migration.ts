import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People, their sign-ins and their machine tokens. Names of people are nowhere here: they are sealed values of the stream person/<id>.
 * Which roles exclude each other is said by CHECK, so that no path around the application joins what must be apart (law-sources.md 5.1).
 */
export class People1767700800200 implements MigrationInterface {
  readonly name = 'People1767700800200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PEOPLE);
    await runner.query(SIGN_INS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table tregua.sign_in_failures, tregua.machine_tokens, tregua.sessions, tregua.people`);
  }
}

const PEOPLE = `
create table tregua.people (
  id uuid primary key,
  sign_in_name text not null unique check (sign_in_name ~ '^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$'),
  password_hash text,
  status text not null default 'active' check (status in ('active', 'disabled')),
  roles text[] not null check (cardinality(roles) between 1 and 6),
  party text,
  constituency text,
  team text,
  state text check (state ~ '^[A-Z]{2}$'),
  interests text[] not null default '{}',
  available boolean not null default true,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint roles_are_known check (roles <@ array['monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'rapporteur', 'member', 'chair',
    'vice_chair', 'legal_adviser', 'party_agent', 'coordination_cell', 'auditor', 'publication_officer', 'state_officer', 'administrator', 'public']),
  constraint auditor_holds_no_other_role check (not roles @> array['auditor'] or cardinality(roles) = 1),
  constraint administrator_holds_no_other_role check (not roles @> array['administrator'] or cardinality(roles) = 1),
  constraint registrar_is_no_member check (not roles @> array['registrar'] or not roles && array['member', 'chair', 'vice_chair']),
  constraint cell_is_no_agent_or_member check (not roles @> array['coordination_cell'] or not roles && array['party_agent', 'member', 'chair', 'vice_chair']),
  constraint agent_is_no_member check (not roles @> array['party_agent'] or not roles && array['member', 'chair', 'vice_chair', 'registrar']),
  constraint agent_has_a_party check (not roles @> array['party_agent'] or party is not null),
  constraint member_has_a_constituency check (not roles && array['member', 'chair', 'vice_chair'] or constituency is not null),
  constraint state_officer_has_a_state check (not roles @> array['state_officer'] or state is not null),
  constraint monitor_has_a_team check (not roles && array['monitor', 'team_lead'] or team is not null)
);
create index people_by_role on tregua.people using gin (roles);
`;

const SIGN_INS = `
create table tregua.sessions (
  id uuid primary key,
  person_id uuid not null references tregua.people (id),
  token_hash bytea not null unique check (length(token_hash) = 32),
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_of_person on tregua.sessions (person_id, started_at desc);
create table tregua.machine_tokens (
  id uuid primary key,
  person_id uuid not null references tregua.people (id),
  label text not null check (label ~ '^[A-Za-z0-9._-]{1,64}$'),
  token_hash bytea not null unique check (length(token_hash) = 32),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index machine_tokens_of_person on tregua.machine_tokens (person_id, issued_at desc);
create table tregua.sign_in_failures (
  subject bytea primary key check (length(subject) = 32),
  failures integer not null check (failures > 0),
  last_failed_at timestamptz not null,
  blocked_until timestamptz
);
`;

const GRANTS = `
grant select, insert, update on tregua.people, tregua.sessions, tregua.machine_tokens to tregua_app;
grant select, insert, update, delete on tregua.sign_in_failures to tregua_app;
`;
