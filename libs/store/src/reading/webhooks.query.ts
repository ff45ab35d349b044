import type { DataSource } from 'typeorm';
import type { Keyring } from '../keyring/keyring.js';
import { secretPlace } from '../writing/webhook-secret.js';
import { ms } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';

/** A webhook as an administrator sees it: without its secret. */
export interface WebhookRecord {
  readonly id: string;
  readonly label: string;
  readonly url: string;
  readonly host: string;
  readonly audiences: readonly string[];
  readonly party: string | null;
  readonly status: 'active' | 'disabled';
  readonly disabledBecause: 'byAdministrator' | 'tooManyFailures' | 'gone' | null;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** What the decision on who is told must know of a webhook. */
export interface WebhookHearer {
  readonly id: string;
  readonly audiences: readonly string[];
  readonly party: string | null;
}

/** Everything that a call needs. */
export interface WebhookTarget {
  readonly id: string;
  readonly url: string;
  readonly status: 'active' | 'disabled';
  readonly hostIsAllowed: boolean;
  /** The newest first; a second one for a day after a rotation. */
  readonly secrets: readonly string[];
}

export interface WebhookDelivery {
  readonly id: string;
  readonly notice: string;
  readonly messageId: string;
  readonly kind: string;
  readonly attempt: number;
  readonly at: number;
  readonly outcome: 'accepted' | 'failed';
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly tookMs: number;
}

const epoch = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint::float8`;

const COLUMNS = `id, label, url, host, audiences, party, status, disabled_because as "disabledBecause", failures,
  ${epoch('failing_since')} as "failingSince", ${epoch('created_at')} as "createdAt", ${epoch('changed_at')} as "changedAt"`;

/** All webhooks, in the order of their making. There are few. */
export async function listWebhooks(dataSource: DataSource): Promise<WebhookRecord[]> {
  return dataSource.query<WebhookRecord[]>(`select ${COLUMNS} from tregua.webhooks order by created_at, id limit 500`);
}

/** One webhook, or undefined. */
export async function findWebhook(dataSource: DataSource, id: string): Promise<WebhookRecord | undefined> {
  return (await dataSource.query<WebhookRecord[]>(`select ${COLUMNS} from tregua.webhooks where id = $1`, [id]))[0];
}

/** The webhooks that are called now, for the decision on who is told. */
export async function listWebhookHearers(dataSource: Pick<DataSource, 'query'>): Promise<WebhookHearer[]> {
  return dataSource.query<WebhookHearer[]>(`select id, audiences, party from tregua.webhooks where status = 'active' order by id`);
}

/** Hosts that may be called. */
export async function listWebhookHosts(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ host: string }[]>(`select host from tregua.webhook_hosts order by host`);
  return rows.map(({ host }) => host);
}

interface TargetRow {
  readonly url: string;
  readonly status: 'active' | 'disabled';
  readonly allowed: boolean;
  readonly version: number;
  readonly key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly previous_key_id: string | null;
  readonly previous_nonce: Buffer | null;
  readonly previous_ciphertext: Buffer | null;
}

/** What a call needs, with the secrets opened; undefined where there is no such webhook. */
export async function findWebhookTarget(dataSource: DataSource, keyring: Keyring, id: string): Promise<WebhookTarget | undefined> {
  const rows = await dataSource.query<TargetRow[]>(
    `select w.url, w.status, exists (select 1 from tregua.webhook_hosts h where h.host = w.host) as allowed, w.secret_version as version,
       w.key_id, w.nonce, w.ciphertext,
       case when w.previous_until > tregua.now() then w.previous_key_id end as previous_key_id, w.previous_nonce, w.previous_ciphertext
     from tregua.webhooks w where w.id = $1`,
    [id],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const secrets = [open(keyring, id, row.version, row.key_id, row.nonce, row.ciphertext)];
  if (row.previous_key_id !== null && row.previous_nonce !== null && row.previous_ciphertext !== null)
    secrets.push(open(keyring, id, row.version - 1, row.previous_key_id, row.previous_nonce, row.previous_ciphertext));
  return { id, url: row.url, status: row.status, hostIsAllowed: row.allowed, secrets };
}

function open(keyring: Keyring, id: string, version: number, keyId: string, nonce: Buffer, ciphertext: Buffer): string {
  const { value } = keyring.open(secretPlace(id, version), { keyId, nonce, ciphertext });
  if (typeof value !== 'string') throw new Error(`The secret of webhook ${id} is no text.`);
  return value;
}

/** The log of one webhook, newest first. */
export async function listWebhookDeliveries(
  dataSource: DataSource,
  webhook: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<WebhookDelivery>> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const most = limitOf(limit);
  const rows = await dataSource.query<WebhookDelivery[]>(
    `select id, notice_id as notice, message_id as "messageId", kind, attempt, ${ms('at')}::float8 as at, outcome, http_status as "httpStatus", error,
       took_ms as "tookMs"
     from tregua.webhook_deliveries
     where webhook_id = $1 and ($2::float8 is null or (at, id) < (to_timestamp($2::float8 / 1000), $3::uuid))
     order by at desc, id desc limit $4`,
    [webhook, after?.at ?? null, after?.id ?? null, most + 1],
  );
  return pageOf(
    rows,
    most,
    ({ at, id }) => ({ at, id }),
    (row) => row,
  );
}
