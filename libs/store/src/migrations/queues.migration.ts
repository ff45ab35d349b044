import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the worker notes on rows that wait: who has taken an effect in hand, and for which instant a deadline is to be woken. */
export class Queues1767700800450 implements MigrationInterface {
  readonly name = 'Queues1767700800450';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [OUTBOX, NUDGE, DEADLINES]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger outbox_told on tregua.outbox');
    await runner.query('drop function tregua.tell_outbox()');
    await runner.query('alter table tregua.outbox drop column claimed_at, drop column attempts');
    await runner.query('alter table tregua.deadlines drop column woken_for');
  }
}

const OUTBOX = `
-- When the row was last handed to the queue, and how often. By the server's own clock: a demonstration's clock may stand.
alter table tregua.outbox add claimed_at timestamptz, add attempts integer not null default 0 check (attempts >= 0);
grant update (claimed_at, attempts) on tregua.outbox to tregua_app;
`;

const NUDGE = `
-- Tells whoever listens, when the transaction commits, that something waits. Lost when nobody listens: the sweep finds the row.
create function tregua.tell_outbox() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added) then perform pg_notify('tregua_outbox', ''); end if;
  return null;
end $$;
create trigger outbox_told after insert on tregua.outbox referencing new table as added for each statement execute function tregua.tell_outbox();
`;

const DEADLINES = `
-- The instant for which a delayed job was put in the queue. Another due_at: none was put for it yet.
alter table tregua.deadlines add woken_for timestamptz;
`;
