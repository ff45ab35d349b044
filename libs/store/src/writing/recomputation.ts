import type { DataSource } from 'typeorm';
import { isCountedByCalendar, movesIn, rulebookIds, type JsonObject } from '@tregua/casework';
import { commissionLaw, type Docket } from '@tregua/docket';
import { entryOf } from '@tregua/ledger';
import type { LawOfCalendars } from './calendar-corrections.js';

const STEP = 100;

export interface RecomputationDone {
  /** Matters that count by the corrected calendar from now on. */
  readonly subjects: number;
  readonly moved: number;
  /** Matters that the law would not let count by it, with the codes of its refusal. */
  readonly refused: readonly { readonly stream: string; readonly codes: readonly string[] }[];
}

interface InForce {
  readonly calendar: string;
  readonly confirmation: number;
  readonly rulebooks: readonly string[];
}

/**
 * Lets every matter count by the corrections that two people confirmed: one entry in its own stream, through the door. It keeps no place of its own: what is left to
 * do is what does not count by the latest confirmation yet. So it may break off anywhere and go on, run twice or in two processes, and it finds also what is born
 * or comes back from an end after the confirmation.
 */
export class Recomputation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly docket: Docket,
    private readonly law: LawOfCalendars & { readonly rulebookIds?: readonly string[] } = commissionLaw,
  ) {}

  /** @param most stops after so many matters; the next run goes on there */
  async run(most = Number.POSITIVE_INFINITY): Promise<RecomputationDone> {
    let [subjects, moved] = [0, 0];
    const refused: { readonly stream: string; readonly codes: readonly string[] }[] = [];
    for (const inForce of await this.inForce()) {
      for (let after = ''; subjects < most;) {
        const streams = await this.waiting(inForce, after, Math.min(STEP, most - subjects));
        for (const stream of streams) {
          const done = await this.recompute(stream, inForce);
          if (done.codes !== undefined) refused.push({ stream, codes: done.codes });
          else subjects += 1;
          moved += done.moved;
        }
        const last = streams.at(-1);
        if (last === undefined) break;
        after = last;
      }
    }
    return { subjects, moved, refused };
  }

  /** The latest confirmation of each calendar by which some rulebook counts a term. Where none counts by any, nothing is asked of the database. */
  private async inForce(): Promise<readonly InForce[]> {
    const books = (this.law.rulebookIds ?? rulebookIds).map((id) => this.law.rulebookOf(id));
    const names = [...new Set(books.flatMap(({ calendars }) => Object.keys(calendars)))].sort();
    const counted = names.flatMap((calendar) => {
      const rulebooks = books.filter((book) => isCountedByCalendar(book, calendar)).map(({ id }) => id);
      return rulebooks.length === 0 ? [] : [{ calendar, rulebooks }];
    });
    if (counted.length === 0) return [];
    const rows = await this.dataSource.query<{ stream: string; seq: number }[]>(
      `select stream, max(seq) as seq from tregua.entries where stream = any($1) and type = 'CalendarConfirmed' group by stream order by stream`,
      [counted.map(({ calendar }) => `calendar/${calendar}`)],
    );
    return rows.flatMap(({ stream, seq }) => {
      const found = counted.find(({ calendar }) => stream === `calendar/${calendar}`);
      return found === undefined ? [] : [{ ...found, confirmation: seq }];
    });
  }

  /** Matters that live, or that await something still, and do not count by this confirmation yet. */
  private async waiting({ calendar, confirmation, rulebooks }: InForce, after: string, limit: number): Promise<readonly string[]> {
    const part = (table: string): string =>
      `select stream from tregua.${table} where stream > $4 and rulebook = any($3) and (not ended or next_due_at is not null)
          and coalesce((snapshot->'corrections'->$1->>'confirmation')::integer, 0) < $2`;
    const rows = await this.dataSource.query<{ stream: string }[]>(
      `select stream from (${part('cases')} union all ${part('reports')}) w order by stream limit $5`,
      [calendar, confirmation, rulebooks, after, limit],
    );
    return rows.map(({ stream }) => stream);
  }

  private async recompute(
    stream: string,
    { calendar, confirmation }: InForce,
  ): Promise<{ readonly moved: number; readonly codes?: readonly string[] }> {
    const [process, id] = stream.split('/') as ['case' | 'report', string];
    const answer = await this.docket.enter({
      process,
      stream: id,
      command: 'RecomputeDeadlines',
      payload: { calendar, confirmation },
      actor: { id: 'system', role: 'system' },
    });
    if (answer.status === 'refused') return { moved: 0, codes: answer.refusals.map(({ code }) => code) };
    if (answer.status !== 'entered') return { moved: 0, codes: [answer.status] };
    const [row] = await this.dataSource.query<{ bytes: Buffer }[]>('select bytes from tregua.entries where stream = $1 and seq = $2', [
      stream,
      answer.seq,
    ]);
    const { outcome } = (row === undefined ? {} : entryOf(row.bytes).data) as { readonly outcome?: JsonObject };
    return { moved: movesIn(outcome ?? {}).length };
  }
}
