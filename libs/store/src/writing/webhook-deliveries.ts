import type { DataSource } from 'typeorm';
import { newId } from '@tregua/platform';

/** What came of one call. Codes only: neither what was sent nor what was answered is kept. */
export interface WebhookAttempt {
  readonly webhook: string;
  readonly notice: string;
  readonly messageId: string;
  readonly kind: string;
  readonly attempt: number;
  readonly httpStatus?: number;
  /** Absent: it was accepted. */
  readonly error?: string;
  readonly tookMs: number;
}

/** How a webhook stands after a call. */
export interface WebhookHealth {
  /** Failed calls in a row. */
  readonly failures: number;
  /** For how long there were only failures, in ms; 0 while it works. */
  readonly failingForMs: number;
}

/** Keeps the log of deliveries and the count of failures in a row. */
export class WebhookDeliveriesWriter {
  constructor(private readonly dataSource: DataSource) {}

  /** The log's row and the count, in one statement. */
  async record({ webhook, notice, messageId, kind, attempt, httpStatus, error, tookMs }: WebhookAttempt): Promise<WebhookHealth> {
    const [rows] = await this.dataSource.query<[{ failures: number; failing_for_ms: number }[], number]>(
      `with logged as (
         insert into tregua.webhook_deliveries (id, webhook_id, notice_id, message_id, kind, attempt, at, outcome, http_status, error, took_ms)
         values ($1, $2, $3, $4, $5, $6, tregua.now(), $7, $8, $9, $10)
       )
       update tregua.webhooks set
         failures = case when $9::text is null then 0 else failures + 1 end,
         failing_since = case when $9::text is null then null else coalesce(failing_since, tregua.now()) end
       where id = $2
       returning failures, (extract(epoch from tregua.now() - coalesce(failing_since, tregua.now())) * 1000)::float8 as failing_for_ms`,
      [
        newId(),
        webhook,
        notice,
        messageId,
        kind,
        attempt,
        error === undefined ? 'accepted' : 'failed',
        httpStatus ?? null,
        error ?? null,
        Math.round(tookMs),
      ],
    );
    return { failures: rows[0]?.failures ?? 0, failingForMs: rows[0]?.failing_for_ms ?? 0 };
  }

  /** Forgets what is older than so many days. Returns how many rows went. */
  async forget(days: number): Promise<number> {
    const [, gone] = await this.dataSource.query<[unknown[], number]>(
      `delete from tregua.webhook_deliveries where at < tregua.now() - make_interval(days => $1)`,
      [days],
    );
    return gone;
  }
}
