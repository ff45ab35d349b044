import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases and reports as they stand, their deadlines, who may see them, what waits to be done, and evidence. All of it follows from the entries. */
export class Matters1767700800110 implements MigrationInterface {
  readonly name = 'Matters1767700800110';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [SUBJECTS, DEADLINES, EFFECTS, SIGHT, EVIDENCE, AGREEMENTS, GRANTS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table tregua.agreements, tregua.evidence, tregua.served_items, tregua.recusals, tregua.case_grants, tregua.compartment_grants,
      tregua.motions, tregua.idempotency_keys, tregua.outbox, tregua.deadlines, tregua.reports, tregua.cases cascade`);
    await runner.query('drop domain tregua.confidentiality, tregua.severity');
  }
}

const SUBJECTS = `
create domain tregua.confidentiality as text check (value in ('PUBLIC', 'PARTIES', 'COMMISSION', 'RESTRICTED', 'SOURCE_PROTECTED'));
create domain tregua.severity as smallint check (value between 1 and 5);

create table tregua.cases (
  id uuid primary key,
  stream text not null unique references tregua.stream_heads (stream),
  reference text not null unique check (reference ~ '^TR-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
  state text not null check (state ~ '^[A-Z_]{2,40}$'),
  severity tregua.severity not null,
  level tregua.confidentiality not null default 'COMMISSION',
  compartment text check (compartment ~ '^[a-z0-9-]{1,40}$'),
  rulebook text not null,
  opened_at timestamptz not null,
  moved_at timestamptz not null,
  next_due_at timestamptz,
  ended boolean not null,
  lead uuid references tregua.cases (id),
  -- Sector of an open series case, and when its gathering ends: one for each sector and week.
  series_sector text,
  series_ends_at timestamptz,
  parties text[] not null default '{}',
  addressed_states text[] not null default '{}',
  -- Both parties were served: from then on the coordination cell sees what the Commission sees (law.md, Roles).
  parties_served boolean not null default false,
  seq integer not null check (seq > 0),
  snapshot jsonb not null,
  constraint stream_is_the_cases_own check (stream = 'case/' || id::text),
  constraint series_has_both check ((series_sector is null) = (series_ends_at is null))
) with (fillfactor = 85);
create unique index one_open_series_case_a_sector_and_week on tregua.cases (series_sector, series_ends_at);
create index cases_newest_first on tregua.cases (opened_at desc, id desc);
create index cases_by_state on tregua.cases (state, opened_at desc, id desc);
create index cases_by_severity on tregua.cases (severity, opened_at desc, id desc);
create index cases_by_due on tregua.cases (next_due_at, id) where next_due_at is not null;
create index cases_in_public on tregua.cases (opened_at desc, id desc) where level = 'PUBLIC';
create index cases_born_of on tregua.cases ((snapshot->'origin'->>'from')) where snapshot->'origin'->>'from' is not null;
create index cases_by_lead on tregua.cases (lead) where lead is not null;

create table tregua.reports (
  id uuid primary key,
  stream text not null unique references tregua.stream_heads (stream),
  reference text not null unique check (reference ~ '^RP-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
  state text not null check (state ~ '^[A-Z_]{2,40}$'),
  severity tregua.severity not null,
  level tregua.confidentiality not null default 'COMMISSION',
  compartment text check (compartment ~ '^[a-z0-9-]{1,40}$'),
  rulebook text not null,
  author text not null,
  team text,
  party text,
  case_id uuid references tregua.cases (id),
  source_key text,
  created_at timestamptz not null,
  moved_at timestamptz not null,
  next_due_at timestamptz,
  ended boolean not null,
  seq integer not null check (seq > 0),
  snapshot jsonb not null,
  constraint stream_is_the_reports_own check (stream = 'report/' || id::text)
) with (fillfactor = 85);
create index reports_newest_first on tregua.reports (created_at desc, id desc);
create index reports_by_author on tregua.reports (author, created_at desc, id desc);
create index reports_by_team on tregua.reports (team, created_at desc, id desc) where team is not null;
create index reports_by_party on tregua.reports (party, created_at desc, id desc) where party is not null;
create index reports_by_state on tregua.reports (state, created_at desc, id desc);
create index reports_by_case on tregua.reports (case_id) where case_id is not null;
create index reports_by_source_key on tregua.reports (source_key) where source_key is not null;
`;

const DEADLINES = `
-- Deadlines that live now. What was, and why it ended, is in the entries.
create table tregua.deadlines (
  stream text not null references tregua.stream_heads (stream),
  key text not null,
  kind text not null,
  about text,
  term text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  -- Milliseconds that were left when the clock was stopped; null: it runs.
  paused_with_ms bigint check (paused_with_ms >= 0),
  primary key (stream, key)
);
create index deadlines_running on tregua.deadlines (due_at, stream) where paused_with_ms is null;
`;

const EFFECTS = `
create table tregua.outbox (
  effect_key text primary key,
  stream text not null,
  seq integer not null,
  type text not null,
  audience text not null,
  created_at timestamptz not null,
  done_at timestamptz,
  foreign key (stream, seq) references tregua.entries (stream, seq)
);
create index outbox_open on tregua.outbox (created_at, effect_key) where done_at is null;

create table tregua.idempotency_keys (
  actor text not null,
  route text not null check (length(route) <= 200),
  key text not null check (length(key) between 1 and 200),
  body_digest bytea not null check (length(body_digest) = 32),
  -- json, not jsonb: the same answer again, byte for byte.
  answer json not null,
  at timestamptz not null,
  primary key (actor, route, key)
);
create index idempotency_keys_by_age on tregua.idempotency_keys (at);

create table tregua.motions (
  id uuid primary key,
  stream text not null unique references tregua.stream_heads (stream),
  process text not null check (process in ('case', 'report')),
  target uuid not null,
  command text not null,
  status text not null check (status in ('open', 'carried', 'rejected')),
  proposer text not null,
  signatures jsonb not null,
  made_at timestamptz not null
);
create index motions_by_target on tregua.motions (target, made_at desc);
`;

const SIGHT = `
-- A party reads what was served on it, entry by entry.
create table tregua.served_items (
  case_id uuid not null references tregua.cases (id),
  party text not null,
  seq integer not null check (seq > 0),
  primary key (case_id, party, seq)
);
-- A recused member is blind to the case everywhere; what remains is this row.
create table tregua.recusals (
  person text not null,
  case_id uuid not null references tregua.cases (id),
  reason text not null,
  since timestamptz not null,
  primary key (person, case_id)
);
create table tregua.case_grants (
  person text not null,
  case_id uuid not null references tregua.cases (id),
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (person, case_id)
);
create table tregua.compartment_grants (
  person text not null,
  compartment text not null check (compartment ~ '^[a-z0-9-]{1,40}$'),
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (person, compartment)
);
`;

const EVIDENCE = `
create table tregua.evidence (
  id uuid primary key,
  stream text not null unique references tregua.stream_heads (stream),
  case_id uuid references tregua.cases (id),
  report_id uuid references tregua.reports (id),
  kind text not null check (kind ~ '^[A-Za-z0-9_-]{1,40}$'),
  media_type text not null check (length(media_type) <= 120),
  size bigint not null check (size >= 0),
  sha256 bytea not null check (length(sha256) = 32),
  claimed_sha256 bytea check (length(claimed_sha256) = 32),
  level tregua.confidentiality not null default 'COMMISSION',
  compartment text check (compartment ~ '^[a-z0-9-]{1,40}$'),
  received_by text not null,
  received_at timestamptz not null,
  constraint evidence_belongs_somewhere check (case_id is not null or report_id is not null)
);
create index evidence_of_case on tregua.evidence (case_id, received_at desc, id desc);
create index evidence_of_report on tregua.evidence (report_id, received_at desc, id desc);
`;

const AGREEMENTS = `
create table tregua.agreements (
  id text primary key,
  stream text not null unique references tregua.stream_heads (stream),
  in_force_from timestamptz not null,
  definition jsonb not null
);
`;

const GRANTS = `
grant select, insert, update on tregua.cases, tregua.reports, tregua.motions to tregua_app;
grant select, insert, update, delete on tregua.deadlines to tregua_app;
grant select, insert, update (done_at) on tregua.outbox to tregua_app;
grant select, insert, delete on tregua.idempotency_keys to tregua_app;
grant select, insert on tregua.served_items, tregua.recusals, tregua.evidence, tregua.agreements to tregua_app;
grant select, insert, delete on tregua.case_grants, tregua.compartment_grants to tregua_app;
`;
