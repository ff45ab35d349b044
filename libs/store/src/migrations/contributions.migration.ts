import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What states give to monitoring: who watched, what, and when. The gaps between are counted from it. */
export class Contributions1767700970200 implements MigrationInterface {
  readonly name = 'Contributions1767700970200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONTRIBUTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.contributions');
  }
}

const CONTRIBUTIONS = `
create table tregua.contributions (
  id uuid primary key,
  stream text not null unique references tregua.stream_heads (stream),
  state text not null check (state ~ '^[A-Z]{2}$'),
  -- First and last instant that it watched, and the box around its area: what a search looks at first.
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  south double precision not null,
  north double precision not null,
  west double precision not null,
  east double precision not null,
  -- The whole of it, as the law reads it.
  definition jsonb not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  idempotency_key text not null check (length(idempotency_key) between 8 and 128),
  unique (recorded_by, idempotency_key),
  constraint it_ends_after_it_begins check (ends_at > starts_at)
);
create index contributions_by_time on tregua.contributions (starts_at, ends_at);
create index contributions_newest_first on tregua.contributions (recorded_at desc, id desc);
create index contributions_of_state on tregua.contributions (state, recorded_at desc, id desc);
grant select, insert on tregua.contributions to tregua_app;
`;
