import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bundles that were taken home: who asked, for whom, and the plan by which the same bytes can be built again. */
export class Exports1767701000100 implements MigrationInterface {
  readonly name = 'Exports1767701000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXPORTS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.exports');
    await runner.query('drop function tregua.refuse_replanning()');
  }
}

const EXPORTS = `
create table tregua.exports (
  id uuid primary key,
  asked_by text not null,
  idempotency_key text not null check (length(idempotency_key) between 8 and 128),
  -- The instant of the export's own entries.
  asked_at timestamptz not null,
  audience text not null check (audience ~ '^(auditor|commission|cell|public|party:[a-z0-9-]{1,40})$'),
  content text not null check (content in ('bundle', 'records')),
  cases uuid[] not null check (cardinality(cases) between 1 and 100),
  -- Canonical JSON: every stream with its head and what this audience may have of it. Its digest is in the export's entries.
  plan bytea not null,
  -- [{stream, seq, hash, reason}]: the export's own entries, one in the access stream of each case; reason is the commitment to it.
  requests jsonb not null,
  -- The log's checkpoint and what belongs to it, chosen when the bundle was first built: {"log": null} where there is no log.
  fixed jsonb,
  -- Of the bundle as it was first built.
  sha256 bytea check (length(sha256) = 32),
  size bigint check (size > 0),
  built_at timestamptz,
  unique (asked_by, idempotency_key),
  constraint built_has_it_all check (num_nulls(sha256, size, built_at) in (0, 3)),
  constraint built_was_fixed check (sha256 is null or fixed is not null)
);
create index exports_newest_first on tregua.exports (asked_at desc, id desc);
create index exports_of_person on tregua.exports (asked_by, asked_at desc, id desc);

create function tregua.refuse_replanning() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.id, new.asked_by, new.asked_at, new.audience, new.content, new.cases, new.plan, new.requests)
       is distinct from (old.id, old.asked_by, old.asked_at, old.audience, old.content, old.cases, old.plan, old.requests)
     or (old.fixed is not null and new.fixed is distinct from old.fixed) or (old.sha256 is not null and new.sha256 is distinct from old.sha256) then
    raise exception 'an export stays as it was planned and first built' using errcode = 'TR001';
  end if;
  return new;
end $$;
create trigger exports_stay before update or delete on tregua.exports for each row execute function tregua.refuse_replanning();
create trigger exports_are_never_truncated before truncate on tregua.exports for each statement execute function tregua.refuse_change();
`;

const GRANTS = `
grant select, insert, update (fixed, sha256, size, built_at) on tregua.exports to tregua_app;
`;
