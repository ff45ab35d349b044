import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices with what became of each, what people chose, reminders to come, and the proof of service on parties. */
export class Notices1767700800500 implements MigrationInterface {
  readonly name = 'Notices1767700800500';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [NOTICES, POSITIONS, CHOICES, REMINDERS, PROOFS, GRANTS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table tregua.service_proofs, tregua.reminder_plans, tregua.calendar_feeds, tregua.muted_cases, tregua.notice_preferences,
      tregua.notice_positions, tregua.notices`);
    await runner.query('drop function tregua.tell_notices(), tregua.number_notices(integer)');
  }
}

const NOTICES = `
create table tregua.notices (
  id uuid primary key,
  -- In the order of writing. Notices about one stream are written in its order, under its lock.
  ordinal bigint generated always as identity,
  effect_key text not null check (length(effect_key) <= 300),
  notice_key text not null unique,
  -- A person, or a webhook.
  recipient uuid not null,
  channel text not null check (channel in ('app', 'mail', 'webhook')),
  kind text not null check (kind in ('service', 'duty', 'mark', 'reminder', 'information', 'digest', 'test')),
  reason text not null check (reason ~ '^[A-Za-z]{1,40}$'),
  -- The type of the entry, or the kind of deadline that a reminder is about.
  type text not null check (type ~ '^[A-Za-z]{1,60}$'),
  audience text not null,
  case_id uuid references tregua.cases (id),
  report_id uuid references tregua.reports (id),
  severity tregua.severity,
  due_at timestamptz,
  -- How many notices a digest gathers.
  gathers integer check (gathers > 0),
  created_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'sent', 'dead', 'muted')),
  attempts integer not null default 0 check (attempts >= 0),
  -- Held by a worker, or waiting for the next attempt, until then. By the server's own clock.
  next_attempt_at timestamptz,
  last_error text check (last_error ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  sent_at timestamptz,
  seen_at timestamptz,
  -- The local day in whose digest it goes, when that goes out, and the digest that took it.
  digest_day date,
  digest_at timestamptz,
  carried_by uuid references tregua.notices (id),
  -- 1, 2, 3 … for each recipient, given after the commit that wrote it (number_notices).
  position bigint,
  constraint it_is_about_one_thing check (num_nonnulls(case_id, report_id) <= 1),
  constraint digest_has_both check ((digest_day is null) = (digest_at is null)),
  constraint only_the_application_numbers check (position is null or channel = 'app'),
  constraint sent_has_its_time check ((status = 'sent') = (sent_at is not null)),
  unique (recipient, position)
) with (fillfactor = 85);
create index notices_newest_first on tregua.notices (recipient, created_at desc, id desc) where channel = 'app';
create index notices_to_number on tregua.notices (ordinal) where position is null and channel = 'app' and status = 'open';
create index notices_to_deliver on tregua.notices (next_attempt_at nulls first, ordinal) where status = 'open' and channel <> 'app' and digest_at is null;
create index notices_in_lane on tregua.notices (recipient, channel, case_id, ordinal) where status = 'open';
create index notices_to_gather on tregua.notices (digest_at) where status = 'open' and digest_at is not null and carried_by is null;
create index notices_carried on tregua.notices (carried_by) where carried_by is not null;
create index notices_dead on tregua.notices (created_at, id) where status = 'dead';

create function tregua.tell_notices() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added where channel = 'app') then perform pg_notify('tregua_notices_written', ''); end if;
  return null;
end $$;
create trigger notices_told after insert on tregua.notices referencing new table as added for each statement execute function tregua.tell_notices();
`;

/**
 * Positions. A number given at insert would be seen in the order of commits, not of numbers: a reader who has seen 7 would never ask for a 6 that
 * commits late. So a notice is written without one, and numbered after its commit, by one transaction at a time:
 *
 * - the advisory lock is taken by a statement of its own, so that the next statement's snapshot begins after the numbering before has committed
 *   (locks end after the commit is visible): numbers become visible in the order of numbers, and each follows on the last without a gap;
 * - each recipient has a count of their own, so that nobody learns from a gap how much others are told.
 *
 * Readers ask for "more than the last number that I saw" and cannot miss one.
 */
const POSITIONS = `
create table tregua.notice_positions (
  recipient uuid primary key,
  last bigint not null check (last > 0)
) with (fillfactor = 70);

create function tregua.number_notices(most integer) returns integer language plpgsql as $$
declare
  told uuid[];
  how_many integer;
begin
  perform pg_advisory_xact_lock(hashtext('tregua notices'));
  with waiting as materialized (
    select id, recipient, row_number() over (partition by recipient order by ordinal) as nth
      from (select id, recipient, ordinal from tregua.notices where position is null and channel = 'app' and status = 'open' order by ordinal limit most) first
  ), counts as (
    select recipient, max(nth) as n from waiting group by recipient
  ), counted as (
    insert into tregua.notice_positions as p (recipient, last) select recipient, n from counts
      on conflict (recipient) do update set last = p.last + excluded.last
      returning p.recipient, p.last
  ), numbered as (
    update tregua.notices x set position = d.last - c.n + w.nth, status = 'sent', sent_at = tregua.now()
      from waiting w join counts c on c.recipient = w.recipient join counted d on d.recipient = w.recipient
     where x.id = w.id
    returning x.recipient
  )
  select array_agg(distinct recipient), count(*) into told, how_many from numbered;
  if how_many > 0 then
    -- A payload holds 8,000 bytes; '*' says: look all of you.
    perform pg_notify('tregua_notices', case when cardinality(told) <= 200 then array_to_string(told, ',') else '*' end);
  end if;
  return how_many;
end $$;
`;

const CHOICES = `
create table tregua.notice_preferences (
  person_id uuid primary key references tregua.people (id),
  app text not null check (app in ('all', 'needed')),
  mail text not null check (mail in ('all', 'needed', 'digest', 'off')),
  language text not null check (language in ('en', 'uk', 'fr', 'it', 'ru')),
  time_zone text not null check (length(time_zone) between 1 and 64),
  digest_minute smallint not null check (digest_minute between 0 and 1439),
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_to smallint check (quiet_to between 0 and 1439),
  -- The address: AES-256-GCM; stream person/<id>, the version and /mailAddress are its associated data.
  mail_version integer not null default 0,
  mail_key_id text,
  mail_nonce bytea check (length(mail_nonce) = 12),
  mail_ciphertext bytea check (length(mail_ciphertext) > 16),
  changed_at timestamptz not null,
  constraint quiet_hours_have_both check ((quiet_from is null) = (quiet_to is null)),
  constraint address_is_whole check (num_nulls(mail_key_id, mail_nonce, mail_ciphertext) in (0, 3))
);
create table tregua.muted_cases (
  person_id uuid not null references tregua.people (id),
  case_id uuid not null references tregua.cases (id),
  since timestamptz not null,
  primary key (person_id, case_id)
);
create table tregua.calendar_feeds (
  id uuid primary key,
  person_id uuid not null references tregua.people (id),
  token_hash bytea not null unique check (length(token_hash) = 32),
  issued_at timestamptz not null,
  revoked_at timestamptz
);
create index calendar_feeds_of_person on tregua.calendar_feeds (person_id, issued_at desc);
`;

const REMINDERS = `
-- When a live deadline is next reminded of. Made from the law's plan; another due time makes another plan.
create table tregua.reminder_plans (
  stream text not null,
  key text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  paused boolean not null,
  -- Null: no reminder is left.
  next_at timestamptz,
  primary key (stream, key)
);
create index reminder_plans_due on tregua.reminder_plans (next_at) where next_at is not null;
`;

const PROOFS = `
-- How what was served on a party reached it. Service itself is the entry, and its time the entry's; this says what was done to bring it home.
create table tregua.service_proofs (
  id uuid primary key,
  case_id uuid not null,
  party text not null,
  seq integer not null,
  -- laid: in the agent's list; mailed: a mail server took it; seen: the agent opened it; unspoken: the party has no agent.
  how text not null check (how in ('laid', 'mailed', 'seen', 'unspoken')),
  agent uuid,
  notice_id uuid references tregua.notices (id),
  at timestamptz not null,
  foreign key (case_id, party, seq) references tregua.served_items (case_id, party, seq),
  unique nulls not distinct (case_id, party, seq, how, agent),
  constraint only_a_party_without_agent_has_none check ((how = 'unspoken') = (agent is null))
);
`;

const GRANTS = `
grant select, insert, update on tregua.notices, tregua.notice_positions, tregua.notice_preferences, tregua.calendar_feeds to tregua_app;
grant select, insert, delete on tregua.muted_cases to tregua_app;
grant select, insert, update, delete on tregua.reminder_plans to tregua_app;
grant select, insert on tregua.service_proofs to tregua_app;
grant execute on function tregua.number_notices(integer) to tregua_app;
`;
