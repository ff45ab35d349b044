import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the reading of histories needs: entries by actor, kind and time, and how far each chain was checked last. */
export class Explorer1767701010200 implements MigrationInterface {
  readonly name = 'Explorer1767701010200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ENTRIES);
    await runner.query(CHECKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.chain_checks');
    await runner.query('drop index tregua.entries_by_time, tregua.entries_by_actor, tregua.entries_by_type');
    await runner.query('alter table tregua.entries drop column actor');
  }
}

// The actor's id out of the canonical bytes: keys are sorted, so only a constituency can stand before it. Made by the database itself, so that it
// cannot say something else than the entry.
const ENTRIES = `
alter table tregua.entries add column actor text generated always as (
  substring(encode(substring(bytes from 1 for 300), 'escape') from '^\\{"actor":\\{(?:"constituency":"[^"]*",)?"id":"([^"]*)"')
) stored;
create index entries_by_time on tregua.entries (at desc, stream desc, seq desc);
create index entries_by_actor on tregua.entries (actor, at desc, stream desc, seq desc);
create index entries_by_type on tregua.entries (type, at desc, stream desc, seq desc);
`;

const CHECKS = `
-- Up to which entry a chain was found whole, and when. Only a note: it spares work, and proves nothing.
create table tregua.chain_checks (
  stream text primary key references tregua.stream_heads (stream),
  seq integer not null check (seq > 0),
  hash bytea not null check (length(hash) = 32),
  checked_at timestamptz not null
);
grant select, insert, update on tregua.chain_checks to tregua_app;
`;
