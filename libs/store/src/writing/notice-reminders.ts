import type { DataSource, EntityManager } from 'typeorm';
import { dueReminder, nextReminder, reminderPlans, remindersFor, type CaseMatter, type Matter } from '@tregua/casework';
import { ms } from '../reading/bound-query.js';
import { caseMatter, reportMatter } from '../reading/notice-matters.js';
import { hearersOf } from '../reading/notice-people.js';
import { insertNotices } from './insert-notices.js';

interface DeadlineRow {
  readonly stream: string;
  readonly key: string;
  readonly kind: string;
  readonly about: string | null;
  readonly started: string;
  readonly due: string;
  readonly paused: string | null;
}

interface PlannedRow extends DeadlineRow {
  readonly next_at: string;
  readonly now: string;
  /** The deadline lives, and is the one that was planned for. */
  readonly lives: boolean;
}

/**
 * Reminders before deadlines, from the law's plan. The plans follow from the deadlines and can be made again at any time: a reminder is a courtesy,
 * what lapses lapses without it.
 */
export class NoticeReminders {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes plans for deadlines that have none, or another one, and drops those of deadlines that are gone. Returns how many were made. */
  async plan(limit: number): Promise<number> {
    return await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `delete from tregua.reminder_plans p where not exists (select 1 from tregua.deadlines d where d.stream = p.stream and d.key = p.key)`,
      );
      const rows = await manager.query<(DeadlineRow & { readonly now: string })[]>(
        `select d.stream, d.key, d.kind, d.about, ${ms('d.started_at')} as started, ${ms('d.due_at')} as due, d.paused_with_ms as paused, tregua.now_ms() as now
           from tregua.deadlines d left join tregua.reminder_plans p on p.stream = d.stream and p.key = d.key
          where p.stream is null or p.due_at <> d.due_at or p.started_at <> d.started_at or p.paused <> (d.paused_with_ms is not null)
          order by d.stream, d.key limit $1`,
        [limit],
      );
      const plans = rows.map((row) => planned(row, Number(row.now)));
      await manager.query(
        `insert into tregua.reminder_plans (stream, key, started_at, due_at, paused, next_at)
         select x.* from jsonb_to_recordset($1::jsonb) as x(stream text, key text, started_at timestamptz, due_at timestamptz, paused boolean, next_at timestamptz)
         on conflict (stream, key) do update set started_at = excluded.started_at, due_at = excluded.due_at, paused = excluded.paused, next_at = excluded.next_at`,
        [JSON.stringify(plans)],
      );
      return plans.length;
    });
  }

  /**
   * Writes the reminders whose time has come; one a deadline, the latest of those that were missed. Returns what is to be delivered, or undefined when
   * nothing was due.
   */
  async fire(limit: number): Promise<readonly string[] | undefined> {
    return await this.dataSource.transaction(async (manager) => {
      const due = await manager.query<PlannedRow[]>(
        `select p.stream, p.key, coalesce(d.kind, '') as kind, d.about, ${ms('p.started_at')} as started, ${ms('p.due_at')} as due, d.paused_with_ms as paused,
                ${ms('p.next_at')} as next_at, tregua.now_ms() as now,
                (d.stream is not null and d.due_at = p.due_at and d.started_at = p.started_at and d.paused_with_ms is null) as lives
           from tregua.reminder_plans p left join tregua.deadlines d on d.stream = p.stream and d.key = p.key
          where p.next_at <= tregua.now() order by p.next_at limit $1 for update of p skip locked`,
        [limit],
      );
      if (due.length === 0) return undefined;
      const deliver: string[] = [];
      for (const row of due) {
        if (row.lives) deliver.push(...(await this.remind(manager, row)));
        const next = row.lives ? nextReminder(deadlineOf(row), Number(row.now)) : undefined;
        await manager.query(`update tregua.reminder_plans set next_at = $3 where stream = $1 and key = $2`, [
          row.stream,
          row.key,
          instant(next?.at),
        ]);
      }
      return deliver;
    });
  }

  private async remind(manager: EntityManager, row: PlannedRow): Promise<readonly string[]> {
    const reminder = dueReminder(deadlineOf(row), Number(row.next_at), Number(row.now));
    const plan = reminderPlans[row.kind];
    const matter = await matterOf(manager, row.stream);
    if (reminder === undefined || plan === undefined || matter === undefined) return [];
    const caseId = matter.process === 'case' ? matter.subject.id : matter.subject.case;
    const asked = {
      matter,
      caseOfReport: await caseOf(manager, matter),
      joined: [],
      ...(await hearersOf(manager, caseId)),
      at: Number(row.now),
      ...(row.about === null ? {} : { item: row.about }),
    };
    const notices = remindersFor(plan.remind, asked);
    const effectKey = `reminder:${row.stream}:${row.key}:${row.due}:${reminder.step}`;
    return await insertNotices(
      manager,
      notices.map((notice) => ({ notice, effectKey, type: row.kind, audience: plan.remind, dueAt: Number(row.due) })),
    );
  }
}

async function matterOf(manager: EntityManager, stream: string): Promise<Matter | undefined> {
  const [process, id] = stream.split('/') as [string, string];
  return process === 'case' ? await caseMatter(manager, id) : await reportMatter(manager, id);
}

async function caseOf(manager: EntityManager, matter: Matter): Promise<CaseMatter | null> {
  if (matter.process === 'case' || matter.subject.case === null) return null;
  return (await caseMatter(manager, matter.subject.case)) ?? null;
}

function planned(row: DeadlineRow, now: number): object {
  const isPaused = row.paused !== null;
  return {
    stream: row.stream,
    key: row.key,
    started_at: instant(Number(row.started)),
    due_at: instant(Number(row.due)),
    paused: isPaused,
    next_at: isPaused ? null : instant(nextReminder(deadlineOf(row), now)?.at),
  };
}

function deadlineOf({ kind, started, due }: DeadlineRow): { kind: string; startedAt: number; dueAt: number } {
  return { kind, startedAt: Number(started), dueAt: Number(due) };
}

function instant(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
