/** One prepared statement: parsed and planned once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Clock, head, subject and earlier answer in one round trip. $1 stream or null, $2 actor, $3 route or null, $4 key or null. */
export const OPEN: Statement = {
  name: 'docket_open',
  text: `
    select tregua.now_ms() as at, h.seq, encode(h.hash, 'hex') as hash, (extract(epoch from h.at) * 1000)::bigint as head_at,
           coalesce(c.snapshot, r.snapshot) as subject, k.body_digest, k.answer
      from (select 1) as one
      left join tregua.stream_heads h on h.stream = $1
      left join tregua.cases c on c.stream = h.stream
      left join tregua.reports r on r.stream = h.stream
      left join tregua.idempotency_keys k on k.actor = $2 and k.route = $3 and k.key = $4`,
};

/** $1 streams. */
export const LOAD: Statement = {
  name: 'docket_load',
  text: `
    select h.stream, h.seq, encode(h.hash, 'hex') as hash, (extract(epoch from h.at) * 1000)::bigint as head_at,
           coalesce(c.snapshot, r.snapshot) as subject
      from tregua.stream_heads h
      left join tregua.cases c on c.stream = h.stream
      left join tregua.reports r on r.stream = h.stream
     where h.stream = any($1)`,
};

/** Whether everything that was read stands where it was read, and the key is as unknown as it was. $1 [{stream, seq}], $2 actor, $3 route, $4 key. */
export const STILL: Statement = {
  name: 'docket_still',
  text: `
    select (select count(*) from jsonb_to_recordset($1::jsonb) as r(stream text, seq integer)
              join tregua.stream_heads h on h.stream = r.stream and h.seq = r.seq) = jsonb_array_length($1::jsonb)
       and not exists (select 1 from tregua.idempotency_keys where actor = $2 and route = $3 and key = $4) as holds`,
};

/** Takes the heads' locks in one order, for work that lost the race once. $1 streams. */
export const LOCK: Statement = {
  name: 'docket_lock',
  text: `select 1 from tregua.stream_heads where stream = any($1) order by stream for no key update`,
};

/**
 * Everything that one transaction writes, in one statement. $1: {heads, held, entries, sealed, cases, reports, published, recusals, deadlines, ended, outbox,
 * served, motions, keys}; $2: how many heads must have been where they were read. When one has moved, \`insist\` ends the statement whole.
 */
export const KEEP: Statement = {
  name: 'docket_keep',
  text: `
    with given as (select $1::jsonb as j),
    heads as (
      select h.* from given, jsonb_to_recordset(j->'heads') as h(stream text, was integer, seq integer, hash bytea, at timestamptz)
    ),
    moved as (
      update tregua.stream_heads s set seq = h.seq, hash = h.hash, at = h.at
        from heads h where h.was > 0 and s.stream = h.stream and s.seq = h.was returning 1
    ),
    born as (
      insert into tregua.stream_heads (stream, seq, hash, at) select stream, seq, hash, at from heads where was = 0 returning 1
    ),
    held as (
      select 1 from tregua.stream_heads s
        join (select x.* from given, jsonb_to_recordset(j->'held') as x(stream text, seq integer)) x on x.stream = s.stream and x.seq = s.seq
        for share of s
    ),
    kept_entries as (
      insert into tregua.entries (stream, seq, at, type, hash, bytes)
      select e.* from given, jsonb_to_recordset(j->'entries') as e(stream text, seq integer, at timestamptz, type text, hash bytea, bytes bytea)
    ),
    kept_sealed as (
      insert into tregua.sealed_values (stream, seq, field, key_id, nonce, ciphertext)
      select e.* from given, jsonb_to_recordset(j->'sealed') as e(stream text, seq integer, field text, key_id text, nonce bytea, ciphertext bytea)
    ),
    kept_cases as (
      insert into tregua.cases as c (id, stream, reference, state, severity, level, rulebook, opened_at, moved_at, next_due_at, ended, lead,
          series_sector, series_ends_at, parties, addressed_states, parties_served, seq, snapshot)
      select id, stream, coalesce(reference, 'TR-0000-0000'), state, severity, coalesce(level, 'COMMISSION'), rulebook, begun_at, moved_at, next_due_at,
          ended, lead, series_sector, series_ends_at, parties, addressed_states, parties_served, seq, snapshot
        from given, jsonb_to_recordset(j->'cases') as x(id uuid, stream text, reference text, state text, severity smallint, level text, rulebook text,
          begun_at timestamptz, moved_at timestamptz, next_due_at timestamptz, ended boolean, lead uuid, series_sector text,
          series_ends_at timestamptz, parties text[], addressed_states text[], parties_served boolean, seq integer, snapshot jsonb)
      on conflict (id) do update set state = excluded.state, severity = excluded.severity, moved_at = excluded.moved_at,
          next_due_at = excluded.next_due_at, ended = excluded.ended, lead = excluded.lead, series_sector = excluded.series_sector,
          series_ends_at = excluded.series_ends_at, parties = excluded.parties, addressed_states = excluded.addressed_states,
          parties_served = excluded.parties_served, seq = excluded.seq, snapshot = excluded.snapshot
    ),
    kept_reports as (
      insert into tregua.reports as r (id, stream, reference, state, severity, level, level_asked, rulebook, author, team, party, case_id, source_key,
          created_at, submitted_at, moved_at, next_due_at, ended, seq, snapshot)
      select id, stream, coalesce(reference, 'RP-0000-0000'), state, severity, coalesce(level, 'COMMISSION'), level, rulebook, author, team, party, case_id,
          source_key, begun_at, submitted_at, moved_at, next_due_at, ended, seq, snapshot
        from given, jsonb_to_recordset(j->'reports') as x(id uuid, stream text, reference text, state text, severity smallint, level text,
          rulebook text, author text, team text, party text, case_id uuid, source_key text, begun_at timestamptz, submitted_at timestamptz,
          moved_at timestamptz, next_due_at timestamptz, ended boolean, seq integer, snapshot jsonb)
      on conflict (id) do update set state = excluded.state, severity = excluded.severity, submitted_at = excluded.submitted_at, level_asked = excluded.level_asked,
          level = case when excluded.level_asked is distinct from r.level_asked and tregua.level_rank(excluded.level) > tregua.level_rank(r.level)
            then excluded.level else r.level end, case_id = excluded.case_id,
          source_key = excluded.source_key, moved_at = excluded.moved_at, next_due_at = excluded.next_due_at, ended = excluded.ended,
          seq = excluded.seq, snapshot = excluded.snapshot
    ),
    kept_published as (
      insert into tregua.published_rulings (case_id, number, published_at, operative)
      select x.* from given, jsonb_to_recordset(j->'published') as x(case_id uuid, number integer, published_at timestamptz, operative jsonb)
      on conflict do nothing
    ),
    kept_recusals as (
      insert into tregua.recusals (person, case_id, reason, since)
      select x.* from given, jsonb_to_recordset(j->'recusals') as x(person text, case_id uuid, reason text, since timestamptz)
      on conflict do nothing
    ),
    ended_deadlines as (
      -- By the array of streams, so that the key's index is read: for a join alone the planner expects a hundred rows and reads the whole table.
      delete from tregua.deadlines d using given, jsonb_to_recordset(j->'ended') as x(stream text, key text)
       where d.stream = any (array(select y.stream from given, jsonb_to_recordset(j->'ended') as y(stream text)))
         and d.stream = x.stream and d.key = x.key
    ),
    kept_deadlines as (
      insert into tregua.deadlines (stream, key, kind, about, term, started_at, due_at, paused_with_ms)
      select x.* from given, jsonb_to_recordset(j->'deadlines') as x(stream text, key text, kind text, about text, term text, started_at timestamptz,
          due_at timestamptz, paused_with_ms bigint)
      on conflict (stream, key) do update set kind = excluded.kind, about = excluded.about, term = excluded.term, started_at = excluded.started_at,
          due_at = excluded.due_at, paused_with_ms = excluded.paused_with_ms
    ),
    kept_outbox as (
      insert into tregua.outbox (effect_key, stream, seq, type, audience, created_at)
      select x.* from given, jsonb_to_recordset(j->'outbox') as x(effect_key text, stream text, seq integer, type text, audience text, created_at timestamptz)
    ),
    kept_served as (
      insert into tregua.served_items (case_id, party, seq)
      select x.* from given, jsonb_to_recordset(j->'served') as x(case_id uuid, party text, seq integer)
      on conflict do nothing
    ),
    kept_motions as (
      insert into tregua.motions (id, stream, process, target, command, status, proposer, signatures, made_at)
      select x.* from given, jsonb_to_recordset(j->'motions') as x(id uuid, stream text, process text, target uuid, command text, status text, proposer text,
          signatures jsonb, made_at timestamptz)
      on conflict (id) do update set status = excluded.status, signatures = excluded.signatures
    ),
    kept_keys as (
      insert into tregua.idempotency_keys (actor, route, key, body_digest, answer, at)
      select x.actor, x.route, x.key, x.body_digest, x.answer::json, x.at from given, jsonb_to_recordset(j->'keys') as x(actor text, route text, key text,
          body_digest bytea, answer text, at timestamptz)
    )
    select tregua.insist((select count(*) from moved) + (select count(*) from born) + (select count(*) from held) = $2::bigint)`,
};

/** $1 stream. */
export const ENTRIES: Statement = {
  name: 'docket_entries',
  text: `
    select e.seq, encode(e.hash, 'hex') as hash, e.bytes, s.field, s.key_id, s.nonce, s.ciphertext
      from tregua.entries e left join tregua.sealed_values s on s.stream = e.stream and s.seq = e.seq
     where e.stream = $1 order by e.seq, s.field`,
};

export const ROSTER: Statement = {
  name: 'docket_roster',
  text: `
    select id, case when 'chair' = any(roles) then 'chair' when 'vice_chair' = any(roles) then 'vice_chair' else 'member' end as role,
           constituency, interests, available
      from tregua.people
     where status = 'active' and roles && array['member', 'chair', 'vice_chair'] and constituency is not null
     order by id`,
};

/** $1 sector, $2 an instant: the open series case whose week holds it. */
export const SERIES_CASE: Statement = {
  name: 'docket_series_case',
  text: `
    select id from tregua.cases
     where series_sector = $1 and series_ends_at > $2::timestamptz and series_ends_at <= $2::timestamptz + interval '8 days'
     order by series_ends_at limit 1`,
};

export const AGREEMENTS: Statement = { name: 'docket_agreements', text: `select definition from tregua.agreements order by id` };

/** $1 id. */
export const MOTION: Statement = {
  name: 'docket_motion',
  text: `select id, process, target, command, status, proposer, signatures from tregua.motions where id = $1`,
};

/** Subjects with a deadline that is due, the earliest first; those that somebody is writing now are left to them, and those that rest. $1 how many. */
export const DUE: Statement = {
  name: 'docket_due',
  text: `
    with due as (
      select d.stream, d.due_at from tregua.deadlines d
       where d.paused_with_ms is null and d.due_at <= (select tregua.now())
         and not exists (select 1 from tregua.set_aside_subjects s where s.stream = d.stream and s.rests_until > clock_timestamp())
       order by d.due_at, d.stream limit $1 * 4
    ), first as (
      select stream, min(due_at) as due_at from due group by stream order by 2, 1 limit $1
    )
    select h.stream, exists (select 1 from tregua.set_aside_subjects s where s.stream = h.stream) as set_aside
      from tregua.stream_heads h join first f on f.stream = h.stream order by f.due_at, h.stream for update of h skip locked`,
};

/** By the server's own clock, since a demonstration's clock may stand: a second at first, twice as long each time, ten minutes at most. $1 stream, $2 reason. */
export const SET_ASIDE: Statement = {
  name: 'docket_set_aside',
  text: `
    insert into tregua.set_aside_subjects as s (stream, reason, since, tries, rests_until)
    values ($1, $2, clock_timestamp(), 1, clock_timestamp() + interval '1 second')
    on conflict (stream) do update set reason = excluded.reason, tries = s.tries + 1,
      rests_until = clock_timestamp() + make_interval(secs => least(600, 2 ^ least(s.tries, 16)))`,
};

/** $1 stream. */
export const TAKE_BACK: Statement = { name: 'docket_take_back', text: `delete from tregua.set_aside_subjects where stream = $1` };
