import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who got which value, what is not handed out, and what was erased. A sealed value goes only with an erasure that two persons wanted, that nothing
 * holds and whose term is over: the database itself says so, since the application may not delete values otherwise.
 */
export class Erasure1767701010100 implements MigrationInterface {
  readonly name = 'Erasure1767701010100';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [HELD, DECIDED, ERASED, KEYS, GRANTS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function tregua.erase_values(uuid), tregua.reseal_values(jsonb)');
    await runner.query('drop index tregua.sealed_values_under_a_master');
    await runner.query(
      'drop table tregua.doomed_keys, tregua.erased_values, tregua.erasures, tregua.disclosures, tregua.redactions, tregua.legal_holds cascade',
    );
  }
}

const HELD = `
-- As long as one stands, nothing of its subject is erased. Several may stand at once, each for a reason of its own.
create table tregua.legal_holds (
  id uuid primary key,
  subject text not null check (subject ~ '^(case|report|person)/[0-9a-f-]{36}$'),
  set_by text not null,
  set_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz,
  constraint lifted_by_somebody check ((lifted_by is null) = (lifted_at is null))
);
create index legal_holds_standing on tregua.legal_holds (subject) where lifted_at is null;
create index legal_holds_of_subject on tregua.legal_holds (subject, set_at desc, id desc);
`;

const DECIDED = `
create domain tregua.audience as text check (value ~ '^(commission|cell|public|party:[a-z0-9-]{1,40})$');

-- Values that an audience does not get though it may read the entry. Lifted rows stay: a bundle of an earlier day can be built again.
create table tregua.redactions (
  id uuid primary key,
  subject text not null,
  stream text not null,
  seq integer not null,
  field text not null check (field like '/%'),
  audience tregua.audience not null,
  ground text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  entry_stream text not null,
  entry_seq integer not null,
  lifted_at timestamptz,
  foreign key (stream, seq) references tregua.entries (stream, seq),
  foreign key (entry_stream, entry_seq) references tregua.entries (stream, seq)
);
create unique index redactions_standing on tregua.redactions (stream, seq, field, audience) where lifted_at is null;
create index redactions_of_subject on tregua.redactions (subject, decided_at desc, id desc);
create index redactions_of_stream on tregua.redactions (stream, seq);

-- Values that a decision handed to an audience: who got which, and when. Insert-only, as the entries are that say the same.
create table tregua.disclosures (
  id uuid primary key,
  subject text not null,
  stream text not null,
  seq integer not null,
  field text not null check (field like '/%'),
  audience tregua.audience not null,
  decided_by text not null,
  decided_at timestamptz not null,
  entry_stream text not null,
  entry_seq integer not null,
  foreign key (stream, seq) references tregua.entries (stream, seq),
  foreign key (entry_stream, entry_seq) references tregua.entries (stream, seq)
);
create unique index disclosures_once on tregua.disclosures (stream, seq, field, audience);
create index disclosures_of_subject on tregua.disclosures (subject, audience, decided_at, id);
create trigger disclosures_never_change before update or delete on tregua.disclosures for each row execute function tregua.refuse_change();
`;

const ERASED = `
create table tregua.erasures (
  id uuid primary key,
  subject text not null check (subject ~ '^(case|report|person)/[0-9a-f-]{36}$'),
  -- Of the subject: where its acts of access are entered.
  access_stream text not null,
  status text not null check (status in ('proposed', 'withdrawn', 'refused', 'erased', 'done')),
  ground text not null,
  -- [{stream, seq, field}]
  places jsonb not null check (jsonb_array_length(places) between 1 and 1000),
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  -- When the term was over, as the law reckoned it at the confirmation.
  retention_ended_at timestamptz,
  -- Of the entry ValuesErased in the access stream.
  entry_seq integer,
  done_at timestamptz,
  constraint two_persons_erase check (status not in ('erased', 'done') or (decided_by is not null and decided_by <> proposed_by)),
  constraint nothing_is_erased_before_its_term check (status not in ('erased', 'done') or coalesce(retention_ended_at <= decided_at, false))
);
create index erasures_of_subject on tregua.erasures (subject, proposed_at desc, id desc);
create index erasures_newest_first on tregua.erasures (proposed_at desc, id desc);
create index erasures_unfinished on tregua.erasures (decided_at) where status = 'erased';

create table tregua.erased_values (
  stream text not null,
  seq integer not null,
  field text not null,
  erasure uuid not null references tregua.erasures (id),
  primary key (stream, seq, field),
  foreign key (stream, seq) references tregua.entries (stream, seq)
);
create trigger erased_values_never_change before update or delete on tregua.erased_values for each row execute function tregua.refuse_change();

-- Keys that must go, and those that went: after a restored backup of keys the list says which to destroy again. Ids only.
create table tregua.doomed_keys (
  key_id text primary key check (key_id ~ '^[0-9a-f]{16}[.][0-9]{1,5}$'),
  erasure uuid references tregua.erasures (id),
  doomed_at timestamptz not null,
  destroyed_at timestamptz
);
create index doomed_keys_waiting on tregua.doomed_keys (doomed_at) where destroyed_at is null;

-- The only way on which a sealed value goes.
create function tregua.erase_values(which uuid) returns integer language plpgsql security definer set search_path = pg_catalog, tregua as $$
declare
  e tregua.erasures;
  gone integer;
begin
  select * into strict e from tregua.erasures where id = which for update;
  if e.status <> 'erased' then
    raise exception 'this erasure was not confirmed by a second person' using errcode = 'TR001';
  end if;
  if exists (select 1 from tregua.legal_holds h where h.lifted_at is null
      and (h.subject = e.subject or h.subject in (select p.stream from jsonb_to_recordset(e.places) as p(stream text)))) then
    raise exception 'a legal hold stands' using errcode = 'TR001';
  end if;
  with places as (
    select * from jsonb_to_recordset(e.places) as p(stream text, seq integer, field text)
  ), dropped as (
    delete from tregua.sealed_values v using places p where v.stream = p.stream and v.seq = p.seq and v.field = p.field
      returning v.stream, v.seq, v.field, v.key_id
  ), noted as (
    insert into tregua.erased_values (stream, seq, field, erasure) select stream, seq, field, which from dropped returning 1
  ), doomed as (
    insert into tregua.doomed_keys (key_id, erasure, doomed_at) select key_id, which, tregua.now() from dropped returning 1
  )
  select count(*) into gone from noted;
  return gone;
end $$;
`;

const KEYS = `
-- Values of the first version lay under a master key: they are found by this, sealed again, and then there are none.
create index sealed_values_under_a_master on tregua.sealed_values (stream, seq, field) where position('.' in key_id) = 0;

create function tregua.reseal_values(given jsonb) returns integer language plpgsql security definer set search_path = pg_catalog, tregua as $$
declare
  resealed integer;
begin
  with x as (
    select * from jsonb_to_recordset(given) as x(stream text, seq integer, field text, key_id text, nonce bytea, ciphertext bytea)
  ), dropped as (
    delete from tregua.sealed_values v using x where v.stream = x.stream and v.seq = x.seq and v.field = x.field
       and position('.' in v.key_id) = 0 and position('.' in x.key_id) > 0
      returning v.stream, v.seq, v.field, v.version
  )
  select count(*) into resealed from dropped;
  -- A statement of its own: the one above still sees the rows that it drops, and their places are taken.
  insert into tregua.sealed_values (stream, seq, field, key_id, nonce, ciphertext)
    select x.stream, x.seq, x.field, x.key_id, x.nonce, x.ciphertext
      from jsonb_to_recordset(given) as x(stream text, seq integer, field text, key_id text, nonce bytea, ciphertext bytea);
  return resealed;
end $$;
`;

const GRANTS = `
grant select, insert on tregua.legal_holds, tregua.redactions, tregua.disclosures, tregua.erasures, tregua.erased_values, tregua.doomed_keys to tregua_app;
grant update (lifted_by, lifted_at) on tregua.legal_holds to tregua_app;
grant update (lifted_at) on tregua.redactions to tregua_app;
grant update (status, decided_by, decided_at, retention_ended_at, entry_seq, done_at) on tregua.erasures to tregua_app;
grant update (destroyed_at) on tregua.doomed_keys to tregua_app;
revoke execute on function tregua.erase_values(uuid), tregua.reseal_values(jsonb) from public;
grant execute on function tregua.erase_values(uuid), tregua.reseal_values(jsonb) to tregua_app;
`;
