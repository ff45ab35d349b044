import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Subjects that the sweep could not move, beside all that it can. */
export class Upkeep1767700980100 implements MigrationInterface {
  readonly name = 'Upkeep1767700980100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SET_ASIDE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.set_aside_subjects');
  }
}

const SET_ASIDE = `
-- A due deadline of theirs could not be entered. They rest, each time for longer, and hold up nobody else. By the server's own clock.
create table tregua.set_aside_subjects (
  stream text primary key references tregua.stream_heads (stream),
  -- The kind of error or refusal, never what it said: that may hold values of the subject.
  reason text not null check (length(reason) <= 200),
  since timestamptz not null,
  tries integer not null check (tries > 0),
  rests_until timestamptz not null
);
grant select, insert, update, delete on tregua.set_aside_subjects to tregua_app;
`;
