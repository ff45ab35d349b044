import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that takes long: imports and exports as jobs that can be watched, cancelled and resumed. The table is the truth, the queue a hint. */
export class LongJobs1767700970100 implements MigrationInterface {
  readonly name = 'LongJobs1767700970100';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [JOBS, CHANGES, DRAFTS, GRANTS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.import_drafts, tregua.long_jobs');
    await runner.query('drop function tregua.long_job_changes()');
  }
}

const JOBS = `
create table tregua.long_jobs (
  id uuid primary key,
  kind text not null check (kind ~ '^[a-z][a-z-]{1,30}$'),
  asked_by text not null,
  -- In whose name, as they acted when they asked.
  actor jsonb not null,
  -- Ids, codes and digests. A name of a file is sealed: AES-256-GCM; job/<id>, 0 and /fileName are its associated data.
  asked jsonb not null,
  name_key_id text,
  name_nonce bytea check (length(name_nonce) = 12),
  name_ciphertext bytea check (length(name_ciphertext) > 16),
  idempotency_key text check (length(idempotency_key) between 8 and 128),

  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  phase text not null default 'waiting' check (phase ~ '^[a-z][a-z-]{1,30}$'),
  done bigint not null default 0 check (done >= 0),
  total bigint check (total >= 0),
  checkpoint jsonb,
  -- What was made (ids, digests, counts); of a cancelled job, what stays of it.
  result jsonb,
  file jsonb,
  -- {problem, faults} of a job that failed.
  problem jsonb,
  -- Grows with every change that somebody who watches sees.
  revision bigint not null default 1,

  -- Who works on it. Whoever holds another lease than this one holds nothing.
  lease uuid,
  heartbeat_at timestamptz,
  -- How often it was begun, and how often without getting any further.
  turns integer not null default 0,
  vain_turns integer not null default 0,
  not_before timestamptz not null default clock_timestamp(),
  handed_over_at timestamptz,
  cancel_asked_at timestamptz,
  asked_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- Drafts and files of it were put away: it can neither be resumed nor fetched any more.
  forgotten_at timestamptz,

  unique (asked_by, kind, idempotency_key),
  constraint running_has_a_worker check ((state = 'running') = (lease is not null)),
  constraint ended_has_its_time check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
  constraint failed_says_why check ((state = 'failed') = (problem is not null)),
  constraint name_is_whole check (num_nulls(name_key_id, name_nonce, name_ciphertext) in (0, 3)),
  constraint done_is_within_total check (total is null or done <= total)
);
create unique index one_running_job_a_person_and_kind on tregua.long_jobs (asked_by, kind) where state = 'running' and asked_by <> 'system';
create index long_jobs_open on tregua.long_jobs (not_before, id) where state in ('waiting', 'running');
create index long_jobs_newest_first on tregua.long_jobs (asked_at desc, id desc);
create index long_jobs_of_person on tregua.long_jobs (asked_by, asked_at desc, id desc);
create index long_jobs_to_forget on tregua.long_jobs (ended_at) where ended_at is not null and forgotten_at is null;
`;

const CHANGES = `
-- Numbers what those who watch see, and tells every process of it when the transaction commits. What is told can be lost: they look at the table.
create function tregua.long_job_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if (new.state, new.phase, new.done, new.total, new.result, new.problem, new.file, new.cancel_asked_at, new.forgotten_at)
       is not distinct from (old.state, old.phase, old.done, old.total, old.result, old.problem, old.file, old.cancel_asked_at, old.forgotten_at) then
      return new;
    end if;
    new.revision := old.revision + 1;
  end if;
  perform pg_notify('tregua_long_jobs', new.id::text);
  if new.state = 'waiting' or (tg_op = 'UPDATE' and old.state = 'running' and new.state <> 'running') then
    perform pg_notify('tregua_long_jobs_waiting', '');
  end if;
  return new;
end $$;
create trigger long_job_changed before insert or update on tregua.long_jobs for each row execute function tregua.long_job_changes();
`;

const DRAFTS = `
-- Rows of a file that were read and judged, until the import is kept whole: after a crash the reading goes on behind the last of them.
create table tregua.import_drafts (
  job_id uuid not null references tregua.long_jobs (id),
  row_number integer not null check (row_number > 0),
  result jsonb not null,
  primary key (job_id, row_number)
);
`;

const GRANTS = `
grant select, insert, update on tregua.long_jobs to tregua_app;
grant select, insert, delete on tregua.import_drafts to tregua_app;
`;
