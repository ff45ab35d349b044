import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who reads what: drafts are their author's, levels are set by acts, nobody grants themselves, and what was published stays as it was. */
export class Secrecy1767700800400 implements MigrationInterface {
  readonly name = 'Secrecy1767700800400';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DRAFTS, LEVELS, GRANTED, PUBLISHED, KEYS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.published_rulings');
    await runner.query('alter table tregua.case_grants drop constraint nobody_grants_themselves');
    await runner.query('alter table tregua.compartment_grants drop constraint nobody_grants_themselves');
    for (const table of ['cases', 'reports', 'evidence'])
      await runner.query(`alter table tregua.${table} drop constraint public_is_in_no_compartment`);
    await runner.query('revoke update (level, compartment) on tregua.evidence from tregua_app');
    await runner.query('alter table tregua.reports drop column submitted_at, drop column level_asked');
    await runner.query('drop function tregua.level_rank(text)');
  }
}

const DRAFTS = `
alter table tregua.reports add column submitted_at timestamptz;
update tregua.reports set submitted_at = to_timestamp((snapshot->>'submittedAt')::double precision / 1000) where snapshot->>'submittedAt' is not null;
`;

const LEVELS = `
create function tregua.level_rank(level text) returns integer language sql immutable
  return array_position(array['PUBLIC', 'PARTIES', 'COMMISSION', 'RESTRICTED', 'SOURCE_PROTECTED'], level);
-- What the author asked for last. An act of the Commission may set another level, and it stays until the author asks anew.
alter table tregua.reports add column level_asked text check (level_asked in ('RESTRICTED', 'SOURCE_PROTECTED'));
update tregua.reports set level_asked = level where level in ('RESTRICTED', 'SOURCE_PROTECTED');
grant update (level, compartment) on tregua.evidence to tregua_app;
alter table tregua.cases add constraint public_is_in_no_compartment check (level <> 'PUBLIC' or compartment is null);
alter table tregua.reports add constraint public_is_in_no_compartment check (level <> 'PUBLIC' or compartment is null);
alter table tregua.evidence add constraint public_is_in_no_compartment check (level <> 'PUBLIC' or compartment is null);
`;

const GRANTED = `
alter table tregua.case_grants add constraint nobody_grants_themselves check (granted_by <> person);
alter table tregua.compartment_grants add constraint nobody_grants_themselves check (granted_by <> person);
`;

const PUBLISHED = `
-- The operative part of a ruling as it was published. A correction is another ruling with a number of its own.
create table tregua.published_rulings (
  case_id uuid not null references tregua.cases (id),
  number integer not null check (number > 0),
  published_at timestamptz not null,
  operative jsonb not null,
  primary key (case_id, number)
);
create index published_rulings_newest_first on tregua.published_rulings (published_at desc, case_id desc, number desc);
create trigger published_rulings_never_change before update or delete on tregua.published_rulings
  for each row execute function tregua.refuse_change();
create trigger published_rulings_are_never_truncated before truncate on tregua.published_rulings
  for each statement execute function tregua.refuse_change();
grant select, insert on tregua.published_rulings to tregua_app;
`;

// Digests that were kept without a key are let go: they told a short body to whoever held the table.
const KEYS = `delete from tregua.idempotency_keys;`;
