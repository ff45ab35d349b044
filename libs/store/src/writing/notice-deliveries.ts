import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '@tregua/casework';
import { newId } from '@tregua/platform';
import { poolOf } from '../data-source.js';
import { ms } from '../reading/bound-query.js';
import { appendEntry } from './append-entry.js';
import type { Keyring } from '../keyring/keyring.js';

/** A notice that one worker holds until its lease ends. Everything that a channel may say of it, and nothing of what the case says. */
export interface HeldNotice {
  readonly id: string;
  /** `effect_key|recipient|channel`: the receiver deduplicates by what is made of it. */
  readonly noticeKey: string;
  readonly recipient: string;
  readonly channel: 'mail' | 'webhook';
  /** 1 on the first. */
  readonly attempt: number;
  readonly matter: {
    /** The type of the entry, the kind of deadline of a reminder, `test` or `digest`. */
    readonly kind: string;
    /** service, duty, mark, reminder, information, digest or test. */
    readonly purpose: string;
    readonly reason: string;
    readonly process: 'case' | 'report' | null;
    readonly subject: string | null;
    readonly reference: string | null;
    readonly state: string | null;
    readonly dueAt: number | null;
    readonly at: number;
    /** A digest: how many notices of the day it gathers. */
    readonly gathers: number | null;
  };
}

/** What came of an attempt. Codes only: a server's own words may hold anything. */
export type NoticeOutcome =
  | { readonly outcome: 'sent' }
  | {
      readonly outcome: 'failed';
      readonly code: string;
      /** False: another attempt would end the same way. */
      readonly again: boolean;
      /** The way itself is broken, not this recipient: the notice is not given up for it while it is young. */
      readonly wayIsBroken?: boolean;
      /** The receiver asked to wait so long. */
      readonly waitMs?: number;
    };

export interface OutcomeRecorded {
  readonly status: 'open' | 'sent' | 'dead' | 'unknown';
  /** The notice that waited behind this one for the same recipient and case: it may go now. */
  readonly next?: string;
  /** When the next attempt may be made, in so many milliseconds. */
  readonly waitMs?: number;
}

/** Waits between attempts; after the last of them a notice is dead, and a person decides. About two days in all. */
const WAITS_MS = [10_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000, 12 * 3_600_000, 24 * 3_600_000] as const;

/** While nothing can be sent at all, nothing that is younger than this is given up. */
const YOUNG_HOURS = 72;

interface HeldRow {
  readonly id: string;
  readonly notice_key: string;
  readonly recipient: string;
  readonly channel: 'mail' | 'webhook';
  readonly attempts: number;
  readonly type: string;
  readonly kind: string;
  readonly reason: string;
  readonly case_id: string | null;
  readonly report_id: string | null;
  readonly reference: string | null;
  readonly state: string | null;
  readonly due_at: string | null;
  readonly created_at: string;
  readonly gathers: number | null;
}

const SAME_LANE = `o.recipient = n.recipient and o.channel = n.channel and o.case_id is not distinct from n.case_id
  and o.report_id is not distinct from n.report_id and o.status = 'open' and o.digest_at is null`;

/** Writes what becomes of notices that leave the application. */
export class NoticeDeliveries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Takes an open notice in hand for so long, or answers undefined: it is done, it waits, another worker has it, an earlier one about the same case
   * for the same recipient is not through yet, or the recipient may no longer be told (then it is put aside for good).
   */
  async hold(id: string, leaseMs: number): Promise<HeldNotice | undefined> {
    await this.dataSource.query(
      `update tregua.notices n set status = 'muted', last_error = 'mayNoLongerBeTold' where n.id = $1 and n.status = 'open' and n.channel <> 'webhook' and (
         not exists (select 1 from tregua.people p where p.id = n.recipient and p.status = 'active')
         or exists (select 1 from tregua.recusals q join tregua.cases c on c.id = coalesce(n.case_id, (select r.case_id from tregua.reports r where r.id = n.report_id))
              join tregua.cases f on f.id = c.id or f.lead = c.id or f.id = c.lead or f.lead = c.lead
            where q.case_id = f.id and q.person = n.recipient::text))`,
      [id],
    );
    const { rows } = await poolOf(this.dataSource).query<HeldRow & Record<string, unknown>>(
      `with held as (
         update tregua.notices n set attempts = n.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2::double precision / 1000)
          where n.id = $1 and n.status = 'open' and n.channel <> 'app' and n.digest_at is null
            and (n.next_attempt_at is null or n.next_attempt_at <= clock_timestamp())
            and not exists (select 1 from tregua.notices o where ${SAME_LANE} and o.ordinal < n.ordinal)
         returning n.*)
       select h.id, h.notice_key, h.recipient, h.channel, h.attempts, h.type, h.kind, h.reason, h.case_id, h.report_id, h.gathers,
              coalesce(c.reference, r.reference) as reference, coalesce(c.state, r.state) as state, ${ms('h.due_at')} as due_at, ${ms('h.created_at')} as created_at
         from held h left join tregua.cases c on c.id = h.case_id left join tregua.reports r on r.id = h.report_id`,
      [id, leaseMs],
    );
    const row = rows[0];
    return row === undefined ? undefined : heldOf(row);
  }

  /** Notes what came of an attempt: sent, tried again later, or dead. What a digest gathered goes with it. */
  async recordOutcome(id: string, outcome: NoticeOutcome): Promise<OutcomeRecorded> {
    return await this.dataSource.transaction(async (manager) => {
      const [row] = await manager.query<{ attempts: number; kind: string; age_hours: number }[]>(
        `select attempts, kind, (extract(epoch from tregua.now() - created_at) / 3600)::double precision as age_hours
           from tregua.notices where id = $1 and status = 'open' for update`,
        [id],
      );
      if (row === undefined) return { status: 'unknown' };
      if (outcome.outcome === 'sent') return { status: 'sent', ...(await this.sent(manager, id)) };
      const waitMs = outcome.waitMs ?? WAITS_MS[Math.min(row.attempts, WAITS_MS.length) - 1] ?? WAITS_MS[0];
      const isYoung = outcome.wayIsBroken === true && row.age_hours < YOUNG_HOURS;
      const isOver = !isYoung && (!outcome.again || row.attempts > WAITS_MS.length);
      await manager.query(
        `update tregua.notices set status = $2, last_error = $3,
                next_attempt_at = case when $2 = 'dead' then null else clock_timestamp() + make_interval(secs => $4::double precision / 1000) end
          where id = $1`,
        [id, isOver ? 'dead' : 'open', codeOf(outcome.code), waitMs],
      );
      if (!isOver) return { status: 'open', waitMs };
      return { status: 'dead', ...(await this.nextInLane(manager, id)) };
    });
  }

  private async sent(manager: EntityManager, id: string): Promise<{ readonly next?: string }> {
    await manager.query(
      `update tregua.notices set status = 'sent', sent_at = tregua.now(), last_error = null, next_attempt_at = null where id = $1 or carried_by = $1`,
      [id],
    );
    // Service by mail has its proof: when a mail server took it for the agent of that party (law.md, Secrecy; law-sources.md 6.3 row 15).
    await manager.query(
      `insert into tregua.service_proofs (id, case_id, party, seq, how, agent, notice_id, at)
       select $2, n.case_id, p.party, split_part(n.effect_key, ':', 2)::integer, 'mailed', n.recipient, n.id, tregua.now()
         from tregua.notices n join tregua.people p on p.id = n.recipient
        where n.id = $1 and n.kind = 'service' and n.channel = 'mail' on conflict do nothing`,
      [id, newId()],
    );
    return await this.nextInLane(manager, id);
  }

  private async nextInLane(manager: EntityManager, id: string): Promise<{ readonly next?: string }> {
    const [row] = await manager.query<{ id: string }[]>(
      `select o.id from tregua.notices n join tregua.notices o on ${SAME_LANE} where n.id = $1 and o.id <> n.id order by o.ordinal limit 1`,
      [id],
    );
    return row === undefined ? {} : { next: row.id };
  }

  /** An administrator sends a dead notice again, under its own key: a receiver that did get it takes it once. False: there is no such dead notice. */
  async resend(id: string, by: Actor): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      const [, count] = await manager.query<[unknown[], number]>(
        `update tregua.notices set status = 'open', attempts = 0, next_attempt_at = null, last_error = null where id = $1 and status = 'dead'`,
        [id],
      );
      if (count === 0) return false;
      await appendEntry(manager, this.keyring, {
        stream: `person/${by.id}`,
        command: 'ResendNotice',
        type: 'NoticeResent',
        payload: { notice: id },
        sealed: [],
        actor: by,
      });
      return true;
    });
  }

  /**
   * Asks for a test: an entry of the person's own stream with a row of the outbox, from which everything goes the way that every notice goes. Answers
   * with the effect's key.
   */
  async askTest(person: Actor): Promise<string> {
    return await this.dataSource.transaction(async (manager) => {
      const { stream, seq } = await appendEntry(manager, this.keyring, {
        stream: `person/${person.id}`,
        command: 'AskTestNotice',
        type: 'TestNoticeAsked',
        actor: person,
        payload: {},
      });
      const effectKey = `${stream}:${seq}:self`;
      await manager.query(
        `insert into tregua.outbox (effect_key, stream, seq, type, audience, created_at) values ($1, $2, $3, 'TestNoticeAsked', 'self', tregua.now())`,
        [effectKey, stream, seq],
      );
      return effectKey;
    });
  }

  /** The person has seen it. What was served on a party is proved to be seen. False: there is no such notice of theirs. */
  async markSeen(person: string, id: string): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      const rows = await manager.query<{ kind: string }[]>(
        `select kind from tregua.notices where id = $1 and recipient = $2 and channel = 'app' for update`,
        [id, person],
      );
      if (rows.length === 0) return false;
      await manager.query(`update tregua.notices set seen_at = tregua.now() where id = $1 and seen_at is null`, [id]);
      await manager.query(
        `insert into tregua.service_proofs (id, case_id, party, seq, how, agent, notice_id, at)
         select $2, n.case_id, p.party, split_part(n.effect_key, ':', 2)::integer, 'seen', n.recipient, n.id, tregua.now()
           from tregua.notices n join tregua.people p on p.id = n.recipient where n.id = $1 and n.kind = 'service' on conflict do nothing`,
        [id, newId()],
      );
      return true;
    });
  }
}

function codeOf(code: string): string {
  return /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(code) ? code : 'unknown';
}

function heldOf(row: HeldRow): HeldNotice {
  const process = row.case_id !== null ? 'case' : row.report_id !== null ? 'report' : null;
  return {
    id: row.id,
    noticeKey: row.notice_key,
    recipient: row.recipient,
    channel: row.channel,
    attempt: row.attempts,
    matter: {
      kind: row.kind === 'test' || row.kind === 'digest' ? row.kind : row.type,
      purpose: row.kind,
      reason: row.reason,
      process,
      subject: row.case_id ?? row.report_id,
      reference: row.reference,
      state: row.state,
      dueAt: row.due_at === null ? null : Number(row.due_at),
      at: Number(row.created_at),
      gathers: row.gathers,
    },
  };
}
