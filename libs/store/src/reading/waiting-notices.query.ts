import type { DataSource } from 'typeorm';

/** A notice that may go out now, and to whom by which channel. */
export interface WaitingNotice {
  readonly id: string;
  readonly recipient: string;
  readonly channel: 'mail' | 'webhook';
}

const GOES_OUT = `n.status = 'open' and n.channel <> 'app' and n.digest_at is null`;

/** Where one notice goes; undefined when it does not go out any more. */
export async function findWaitingNotice(dataSource: DataSource, id: string): Promise<WaitingNotice | undefined> {
  return (
    await dataSource.query<WaitingNotice[]>(`select n.id, n.recipient, n.channel from tregua.notices n where n.id = $1 and ${GOES_OUT}`, [
      id,
    ])
  )[0];
}

/**
 * Notices whose time has come and that no job seems to carry: for each recipient at most so many, so that one to whom nothing gets through does
 * not hide the others; of one case and recipient the first only.
 */
export async function listWaitingNotices(
  dataSource: DataSource,
  { limit, perRecipient, youngMs }: { readonly limit: number; readonly perRecipient: number; readonly youngMs: number },
): Promise<WaitingNotice[]> {
  return dataSource.query<WaitingNotice[]>(
    `select id, recipient, channel from (
       select n.id, n.recipient, n.channel, n.ordinal, row_number() over (partition by n.recipient, n.channel order by n.ordinal) as nth
         from tregua.notices n
        where ${GOES_OUT}
          and (n.next_attempt_at <= clock_timestamp()
               or (n.next_attempt_at is null and n.created_at <= tregua.now() - make_interval(secs => $3::double precision / 1000)))
          and not exists (select 1 from tregua.notices o where o.recipient = n.recipient and o.channel = n.channel
                and o.case_id is not distinct from n.case_id and o.report_id is not distinct from n.report_id and o.status = 'open' and o.digest_at is null and o.ordinal < n.ordinal)
     ) due where nth <= $2 order by nth, ordinal limit $1`,
    [limit, perRecipient, youngMs],
  );
}
