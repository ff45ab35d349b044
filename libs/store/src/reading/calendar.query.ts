import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import type { DueDeadline } from './deadlines.query.js';
import type { Reader } from './reader.js';
import type { SpokenFor } from './sessions.query.js';
import { caseSight, reportSight } from './visibility.js';

/** More than anybody looks at in a calendar. */
const MOST = 500;

export interface CalendarFeedRecord {
  readonly id: string;
  readonly issuedAt: number;
}

/** Whose calendar a secret opens, by its SHA-256, at this moment: revoked ones open nothing, and nobody who is disabled has one. */
export async function findByCalendarToken(dataSource: DataSource, tokenHash: Buffer): Promise<Omit<SpokenFor, 'session'> | undefined> {
  const rows = await dataSource.query<Omit<SpokenFor, 'session'>[]>(
    `select p.id, p.roles, p.party, p.constituency, p.team, p.state from tregua.calendar_feeds f join tregua.people p on p.id = f.person_id
      where f.token_hash = $1 and f.revoked_at is null and p.status = 'active'`,
    [tokenHash],
  );
  return rows[0];
}

export async function listCalendarFeeds(dataSource: DataSource, person: string): Promise<readonly CalendarFeedRecord[]> {
  return await dataSource.query<CalendarFeedRecord[]>(
    `select id, (${ms('issued_at')})::float8 as "issuedAt" from tregua.calendar_feeds where person_id = $1 and revoked_at is null order by issued_at desc, id`,
    [person],
  );
}

/**
 * Running deadlines for somebody's calendar, the earliest first: of what they may read; and a party's agent, who reads only what was served, the terms
 * that run for that party.
 */
export async function calendarDeadlines(
  dataSource: DataSource,
  reader: Reader,
): Promise<readonly (DueDeadline & { readonly key: string })[]> {
  const binding = new Binding();
  const ofCase = caseSight(reader, binding);
  const ofReport = reportSight(reader, binding).sees;
  const party = reader.roles.includes('party_agent') ? (reader.party ?? null) : null;
  const named = binding.put(party, 'text');
  const theirs = `(${named} is not null and ${ofCase.knows()} and ${named} = any(c.parties) and (d.kind in ('reply', 'reviewWindow', 'talks')
    or (d.kind = 'remedy' and exists (select 1 from jsonb_array_elements(c.snapshot->'judgment'->'remedies') m
          where m->>'id' = d.about and m->>'addressee' = ${named}))))`;
  const rows = await read<Omit<DueDeadline, 'dueAt'> & { key: string; due_at: string }>(
    dataSource,
    `select d.stream, d.key, coalesce(c.reference, r.reference) as reference, coalesce(c.state, r.state) as state, d.kind, d.about, ${ms('d.due_at')} as due_at
       from tregua.deadlines d
       left join tregua.cases c on c.stream = d.stream and (${ofCase.sees} or ${theirs})
       left join tregua.reports r on r.stream = d.stream and ${ofReport}
      where d.paused_with_ms is null and (c.id is not null or r.id is not null)
      order by d.due_at, d.stream, d.key limit ${binding.put(MOST, 'integer')}`,
    binding,
  );
  return rows.map(({ due_at: dueAt, ...deadline }) => ({ ...deadline, dueAt: Number(dueAt) }));
}
