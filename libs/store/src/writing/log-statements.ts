/** The oldest rows that wait, with the bytes to be logged, and whether they or the entry before them are in the log already. $1 how many. */
export const PENDING = `
  select p.position, p.stream, p.seq, e.bytes, encode(e.hash, 'hex') as hash, l.idx is not null as logged,
         case when b.entry is not null then convert_from(b.entry, 'UTF8') end as before
    from (select position, stream, seq from tregua.log_pending where set_aside_at is null order by position limit $1) p
    left join tregua.entries e on e.stream = p.stream and e.seq = p.seq
    left join tregua.log_entries l on l.stream = p.stream and l.seq = p.seq
    left join tregua.log_entries b on b.stream = p.stream and b.seq = p.seq - 1
   order by p.position`;

/**
 * One batch, in one statement: the tree goes on, the rows wait no more. It holds only if the tree stood where the sequencer believed, and each row still
 * waited. $1 epoch, $2 size before, $3 size after, $4 root after (hex), $5 positions, $6 streams, $7 seqs, $8 entries, $9 to $11 nodes: level, index, hash (hex).
 */
export const APPEND = `
  with tree as (
    update tregua.log_tree set size = $3, root = decode($4, 'hex') where epoch = $1 and size = $2 returning 1
  ),
  waited as (delete from tregua.log_pending where position = any($5::bigint[]) returning 1),
  logged as (
    insert into tregua.log_entries (idx, stream, seq, entry)
    select $2::bigint + x.n - 1, x.stream, x.seq, convert_to(x.entry, 'UTF8')
      from unnest($6::text[], $7::integer[], $8::text[]) with ordinality as x(stream, seq, entry, n)
  ),
  nodes as (
    insert into tregua.log_nodes (level, idx, hash)
    select x.level, x.idx, decode(x.hash, 'hex') from unnest($9::smallint[], $10::bigint[], $11::text[]) as x(level, idx, hash)
  )
  select tregua.insist((select count(*) from tree) = 1 and (select count(*) from waited) = cardinality($5::bigint[]))`;

/**
 * Gives back what lies behind the last signed size: those entries wait again, in the order that they had. $1 epoch, $2 the signed size, $3 its root (hex).
 */
export const GIVE_BACK = `
  with gone as (delete from tregua.log_entries where idx >= $2::bigint returning idx, stream, seq),
  waiting as (insert into tregua.log_pending (stream, seq) select stream, seq from gone order by idx returning 1),
  nodes as (
    delete from tregua.log_nodes n where n.idx >= floor($2::numeric / 256::numeric ^ n.level) and n.level between 1 and 7
  ),
  tree as (update tregua.log_tree set epoch = $1, size = $2, root = decode($3, 'hex'))
  select count(*)::int as given_back from waiting`;

/** Rows that an entry must have and has not: neither in the log nor waiting for it. They wait from now on. $1 a stream, or null for all. */
export const MISSED = `
  with missed as (
    select e.stream, e.seq, e.at from tregua.entries e
     where ($1::text is null or e.stream = $1)
       and not exists (select 1 from tregua.log_entries l where l.stream = e.stream and l.seq = e.seq)
       and not exists (select 1 from tregua.log_pending p where p.stream = e.stream and p.seq = e.seq)
  ), waiting as (
    insert into tregua.log_pending (stream, seq) select stream, seq from missed order by at, stream, seq returning stream
  ), woken as (
    update tregua.log_pending set set_aside_at = null where set_aside_at is not null and stream in (select stream from missed)
  )
  select count(*)::int as missed from waiting`;
