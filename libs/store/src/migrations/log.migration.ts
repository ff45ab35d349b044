import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log over all streams (docs/decisions/012): what waits for its index, the entries in the order of the log, the nodes of its tree, its
 * checkpoints. Everything that was entered before the log was there waits for it from now on.
 */
export class Log1767700990100 implements MigrationInterface {
  readonly name = 'Log1767700990100';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PENDING, TREE, CHECKPOINTS, GUARDS, GRANTS, BACKLOG]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger entries_wait_for_the_log on tregua.entries');
    await runner.query(
      'drop table tregua.log_timestamps, tregua.log_checkpoints, tregua.log_nodes, tregua.log_entries, tregua.log_tree, tregua.log_nonce_root, tregua.log_pending',
    );
    await runner.query('drop function tregua.wait_for_the_log(), tregua.refuse_unlogging(), tregua.logged_size()');
  }
}

const PENDING = `
-- Entries that have no index in the log yet. The position only keeps each stream's order: it says nothing of the order of commits, and nobody reads "past" it.
create table tregua.log_pending (
  position bigint generated always as identity primary key,
  stream text not null,
  seq integer not null,
  -- Its bytes do not give its hash, or the entry before it is not in the log: looked at again every minute.
  set_aside_at timestamptz
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- By the table itself, in the transaction of the entry: no statement that writes an entry, now or later, can forget it.
create function tregua.wait_for_the_log() returns trigger language plpgsql as $$
begin
  insert into tregua.log_pending (stream, seq) select stream, seq from added order by stream, seq;
  return null;
end $$;
create trigger entries_wait_for_the_log after insert on tregua.entries referencing new table as added
  for each statement execute function tregua.wait_for_the_log();
`;

const TREE = `
-- The log's entries. A leaf is a hash of these bytes and is kept nowhere else, so the two cannot differ.
create table tregua.log_entries (
  idx bigint primary key check (idx >= 0),
  stream text not null,
  seq integer not null,
  entry bytea not null check (length(entry) between 2 and 65535),
  unique (stream, seq)
);

-- Roots of full tiles: level 1 of 256 leaves each, level 2 of 256 nodes of level 1 (c2sp.org/tlog-tiles).
create table tregua.log_nodes (
  level smallint not null check (level between 1 and 63),
  idx bigint not null check (idx >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, idx)
);

-- Where the sequencer stands. The epoch is the signer's: a declared restore begins another.
create table tregua.log_tree (
  single boolean primary key default true check (single),
  epoch integer not null default 1 check (epoch > 0),
  size bigint not null default 0 check (size >= 0),
  root bytea not null default sha256('') check (length(root) = 32)
);
insert into tregua.log_tree default values;

-- What the nonces of all streams are derived from, sealed by a key outside this database.
create table tregua.log_nonce_root (
  single boolean primary key default true check (single),
  key_id text not null check (key_id ~ '^[A-Za-z0-9._-]{1,32}$'),
  nonce bytea not null check (length(nonce) = 12),
  ciphertext bytea not null check (length(ciphertext) > 16)
);
`;

const CHECKPOINTS = `
create table tregua.log_checkpoints (
  id bigint generated always as identity primary key,
  epoch integer not null check (epoch > 0),
  origin text not null check (length(origin) between 1 and 200),
  size bigint not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  -- The signed note, with the cosignatures that were had.
  note text not null check (length(note) between 1 and 65536),
  -- As many witnesses have cosigned as the policy asks.
  cosigned boolean not null default false,
  -- By the server's own clock: a demonstration's clock may stand.
  made_at timestamptz not null default clock_timestamp(),
  cosigned_at timestamptz
);
create index log_checkpoints_by_size on tregua.log_checkpoints (epoch, size, id);
create index log_checkpoints_cosigned on tregua.log_checkpoints (id) where cosigned;

-- RFC 3161 tokens over the text of a checkpoint.
create table tregua.log_timestamps (
  checkpoint bigint not null references tregua.log_checkpoints (id),
  authority text not null check (authority ~ '^[A-Za-z0-9._-]{1,64}$'),
  token bytea not null check (length(token) between 2 and 65536),
  at timestamptz not null default clock_timestamp(),
  primary key (checkpoint, authority)
);
`;

const GUARDS = `
-- How much of the log is under a checkpoint of this epoch: that part never changes.
create function tregua.logged_size() returns bigint language sql stable as $$
  select coalesce(max(c.size), 0) from tregua.log_checkpoints c join tregua.log_tree t on t.epoch = c.epoch
$$;

-- What no checkpoint covers may be given back and sequenced anew; what one covers may not.
create function tregua.refuse_unlogging() returns trigger language plpgsql as $$
begin
  if exists (select 1 from removed where idx < case when tg_table_name = 'log_entries' then tregua.logged_size()
      else tregua.logged_size() / (256::numeric ^ (to_jsonb(removed)->>'level')::integer)::bigint end) then
    raise exception 'the log is insert-only up to its last checkpoint: % on % is refused', tg_op, tg_table_name using errcode = 'TR001';
  end if;
  return null;
end $$;
create trigger log_entries_stay after delete on tregua.log_entries referencing old table as removed
  for each statement execute function tregua.refuse_unlogging();
create trigger log_nodes_stay after delete on tregua.log_nodes referencing old table as removed
  for each statement execute function tregua.refuse_unlogging();
create trigger log_entries_never_change before update on tregua.log_entries for each row execute function tregua.refuse_change();
create trigger log_nodes_never_change before update on tregua.log_nodes for each row execute function tregua.refuse_change();
create trigger log_entries_are_never_truncated before truncate on tregua.log_entries for each statement execute function tregua.refuse_change();
create trigger log_nodes_are_never_truncated before truncate on tregua.log_nodes for each statement execute function tregua.refuse_change();
create trigger log_timestamps_stay before update or delete on tregua.log_timestamps for each row execute function tregua.refuse_change();
create trigger log_nonce_root_stays before delete on tregua.log_nonce_root for each row execute function tregua.refuse_change();
`;

const GRANTS = `
grant select, insert, delete on tregua.log_pending, tregua.log_entries, tregua.log_nodes to tregua_app;
grant update (set_aside_at) on tregua.log_pending to tregua_app;
grant select, update (epoch, size, root) on tregua.log_tree to tregua_app;
grant select, insert on tregua.log_nonce_root, tregua.log_timestamps to tregua_app;
grant select, insert, delete, update (note, cosigned, cosigned_at) on tregua.log_checkpoints to tregua_app;
grant execute on function tregua.logged_size() to tregua_app;
`;

const BACKLOG = `
insert into tregua.log_pending (stream, seq) select stream, seq from tregua.entries order by at, stream, seq;
`;
