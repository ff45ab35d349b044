import type { DataSource } from 'typeorm';
import type { Notice } from '@tregua/casework';
import { insertNotices } from './insert-notices.js';

/** A day of somebody whose digest is due. */
export interface DueDigest {
  readonly person: string;
  /** YYYY-MM-DD, of the person's own calendar. */
  readonly day: string;
}

/** Gathers what waits for a digest into one letter a person and day. */
export class NoticeDigests {
  constructor(private readonly dataSource: DataSource) {}

  /** Digests whose time has come, by the one clock. */
  async due(limit: number): Promise<readonly DueDigest[]> {
    return await this.dataSource.query<DueDigest[]>(
      `select distinct recipient as person, digest_day::text as day from tregua.notices
        where status = 'open' and digest_at <= tregua.now() and carried_by is null order by 2, 1 limit $1`,
      [limit],
    );
  }

  /**
   * Writes the one letter of that day and lets it carry what waits for it. Asked again, it finds nothing left. Undefined: there is nothing to send.
   */
  async gather({ person, day }: DueDigest): Promise<string | undefined> {
    return await this.dataSource.transaction(async (manager) => {
      const waiting = await manager.query<{ id: string }[]>(
        `select id from tregua.notices where recipient = $1 and digest_day <= $2::date and digest_at <= tregua.now() and status = 'open' and carried_by is null
          order by ordinal for update`,
        [person, day],
      );
      if (waiting.length === 0) return undefined;
      const [digest] = await insertNotices(manager, [
        {
          notice: letterTo(person),
          effectKey: `digest:${person}:${day}`,
          type: 'digest',
          audience: 'self',
          dueAt: null,
          gathers: waiting.length,
        },
      ]);
      const ids = waiting.map(({ id }) => id);
      if (digest === undefined) {
        // The letter of this day has gone (the time zone was changed meanwhile): what is left goes with the next day's.
        await manager.query(
          `update tregua.notices set digest_day = $2::date + 1, digest_at = tregua.now() + interval '1 day' where id = any($1)`,
          [ids, day],
        );
        return undefined;
      }
      await manager.query(`update tregua.notices set carried_by = $2 where id = any($1)`, [ids, digest]);
      return digest;
    });
  }
}

function letterTo(person: string): Notice {
  return {
    recipient: person,
    channel: 'mail',
    reason: 'dayGathered',
    kind: 'digest',
    manner: 'now',
    about: null,
    severity: null,
    digest: null,
  };
}
