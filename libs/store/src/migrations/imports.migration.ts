import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was imported: each file, each row's result, observations, the incidents that they make, and incidents that may be one. */
export class Imports1767700800300 implements MigrationInterface {
  readonly name = 'Imports1767700800300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IMPORTS);
    await runner.query(INCIDENTS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table tregua.duplicate_candidates, tregua.incident_observations, tregua.incidents, tregua.observations, tregua.import_results, tregua.imports',
    );
  }
}

const IMPORTS = `
create table tregua.imports (
  id uuid primary key,
  stream text not null unique references tregua.stream_heads (stream),
  dataset text not null,
  file_digest bytea not null check (length(file_digest) = 32),
  file_bytes bigint not null check (file_bytes >= 0),
  agreement text not null,
  by_person text not null,
  imported_at timestamptz not null,
  rows integer not null check (rows >= 0),
  accepted integer not null check (accepted > 0),
  inadmissible integer not null,
  duplicate integer not null,
  refused integer not null,
  constraint every_row_has_one_result check (rows = accepted + inadmissible + duplicate + refused)
);
create index imports_newest_first on tregua.imports (imported_at desc, id desc);

create table tregua.import_results (
  import_id uuid not null references tregua.imports (id) deferrable initially deferred,
  row_number integer not null check (row_number > 0),
  source_key text,
  outcome text not null check (outcome in ('accepted', 'inadmissible', 'duplicate', 'refused')),
  ground text,
  -- [{field, rule}] of a refused row, [remark] of an accepted one.
  remarks jsonb not null default '[]',
  primary key (import_id, row_number),
  constraint inadmissible_has_its_ground check ((outcome = 'inadmissible') = (ground is not null)),
  constraint refused_has_its_problems check (outcome <> 'refused' or jsonb_array_length(remarks) > 0)
);

create table tregua.observations (
  source_key text primary key check (length(source_key) <= 200),
  import_id uuid not null references tregua.imports (id) deferrable initially deferred,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- The whole observation, as the law knows it. Nothing in it names a person.
  detail jsonb not null,
  constraint it_ends_after_it_begins check (ends_at >= starts_at)
);
create index observations_by_time on tregua.observations (starts_at, source_key);
`;

const INCIDENTS = `
create table tregua.incidents (
  id uuid primary key,
  anchor text not null unique references tregua.observations (source_key),
  import_id uuid not null references tregua.imports (id) deferrable initially deferred,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  sector text not null,
  severity tregua.severity not null,
  observations integer not null check (observations > 0),
  detail jsonb not null
);
create index incidents_by_time on tregua.incidents (starts_at, id);
create index incidents_newest_first on tregua.incidents (starts_at desc, id desc);
create index incidents_by_sector on tregua.incidents (sector, starts_at);

create table tregua.incident_observations (
  source_key text primary key references tregua.observations (source_key),
  incident_id uuid not null references tregua.incidents (id)
);
create index observations_of_incident on tregua.incident_observations (incident_id);

-- Two incidents that may be one: the machine gives reasons, a person decides.
create table tregua.duplicate_candidates (
  one uuid not null references tregua.incidents (id),
  other uuid not null references tregua.incidents (id),
  score smallint not null check (score between 0 and 100),
  reasons jsonb not null check (jsonb_array_length(reasons) > 0),
  found_at timestamptz not null,
  primary key (one, other),
  constraint none_is_its_own_duplicate check (one < other)
);
create index duplicate_candidates_best_first on tregua.duplicate_candidates (score desc, one, other);
create index duplicate_candidates_by_other on tregua.duplicate_candidates (other);
`;

const GRANTS = `
grant select, insert on tregua.imports, tregua.import_results, tregua.observations, tregua.incident_observations to tregua_app;
grant select, insert, update on tregua.incidents, tregua.duplicate_candidates to tregua_app;
`;
