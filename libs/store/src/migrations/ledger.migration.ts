import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The clock, the streams of entries, and the values that are sealed apart from them. History is insert-only by grant and by trigger. */
export class Ledger1767700800100 implements MigrationInterface {
  readonly name = 'Ledger1767700800100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLOCK);
    await runner.query(STREAMS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.sealed_values, tregua.entries, tregua.stream_heads, tregua.clock cascade');
    await runner.query('drop function tregua.now(), tregua.now_ms(), tregua.insist(boolean), tregua.refuse_change()');
  }
}

const CLOCK = `
create table tregua.clock (
  single boolean primary key default true check (single),
  ahead interval not null default '0',
  standing_at timestamptz,
  constraint a_standing_clock_is_not_ahead check (standing_at is null or ahead = '0')
);
insert into tregua.clock default values;

-- Time has one source: the database's clock, moved or standing still where a demonstration says so. Whole milliseconds, as entries hold.
create function tregua.now() returns timestamptz language sql volatile parallel unsafe as $$
  select date_trunc('milliseconds', coalesce(c.standing_at, clock_timestamp() + c.ahead)) from tregua.clock c
$$;
create function tregua.now_ms() returns bigint language sql volatile parallel unsafe as $$
  select floor(extract(epoch from coalesce(c.standing_at, clock_timestamp() + c.ahead)) * 1000)::bigint from tregua.clock c
$$;
`;

const STREAMS = `
create table tregua.stream_heads (
  stream text primary key check (stream ~ '^[a-z][a-z-]{0,31}(/[A-Za-z0-9._-]{1,80}){1,3}$'),
  seq integer not null check (seq > 0),
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null
) with (fillfactor = 80);

create table tregua.entries (
  stream text not null references tregua.stream_heads (stream),
  seq integer not null check (seq > 0),
  at timestamptz not null,
  type text not null check (type ~ '^[A-Za-z][A-Za-z0-9]{0,63}$'),
  hash bytea not null check (length(hash) = 32),
  -- The exact canonical bytes: never jsonb, which reorders keys and rewrites numbers.
  bytes bytea not null check (length(bytes) between 2 and 1048576),
  primary key (stream, seq)
);

create table tregua.sealed_values (
  stream text not null,
  seq integer not null,
  field text not null check (field like '/%'),
  version smallint not null default 1 check (version > 0),
  key_id text not null check (key_id ~ '^[A-Za-z0-9._-]{1,32}$'),
  nonce bytea not null check (length(nonce) = 12),
  -- AES-256-GCM over canonical {salt, value}; stream, seq, field and version are its associated data.
  ciphertext bytea not null check (length(ciphertext) > 16),
  primary key (stream, seq, field),
  foreign key (stream, seq) references tregua.entries (stream, seq)
);

create function tregua.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'history is insert-only: % on % is refused', tg_op, tg_table_name using errcode = 'TR001';
end $$;
create trigger entries_are_insert_only before update or delete on tregua.entries for each row execute function tregua.refuse_change();
create trigger entries_are_never_truncated before truncate on tregua.entries for each statement execute function tregua.refuse_change();
create trigger sealed_values_never_change before update on tregua.sealed_values for each row execute function tregua.refuse_change();
create trigger sealed_values_are_never_truncated before truncate on tregua.sealed_values for each statement execute function tregua.refuse_change();

create function tregua.refuse_going_back() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.stream <> old.stream or new.seq <= old.seq then
    raise exception 'the head of a stream only goes on' using errcode = 'TR001';
  end if;
  return new;
end $$;
create trigger heads_only_go_on before update or delete on tregua.stream_heads for each row execute function tregua.refuse_going_back();

-- Ends a statement whole when what it rests on has moved meanwhile.
create function tregua.insist(holds boolean) returns boolean language plpgsql as $$
begin
  if holds is distinct from true then
    raise exception 'what this rests on has moved' using errcode = 'TR409';
  end if;
  return true;
end $$;
`;

const GRANTS = `
grant usage on schema tregua to tregua_app;
grant select on tregua.clock to tregua_app;
grant select, insert, update (seq, hash, at) on tregua.stream_heads to tregua_app;
grant select, insert on tregua.entries, tregua.sealed_values to tregua_app;
grant execute on function tregua.now(), tregua.now_ms(), tregua.insist(boolean) to tregua_app;
`;
