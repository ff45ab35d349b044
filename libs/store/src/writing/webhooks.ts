import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring, SealedBytes } from '../keyring/keyring.js';
import { appendEntry, type Appended } from './append-entry.js';
import type { OwnEntryType } from './own-entry-types.js';
import { addressFault, hostOf, type AddressFault, type AddressRules } from './webhook-address.js';
import { secretPlace } from './webhook-secret.js';

export interface NewWebhook {
  readonly label: string;
  readonly url: string;
  readonly audiences: readonly string[];
  readonly party?: string;
}

export type WebhookWritten =
  | { readonly status: 'written'; readonly id: string }
  | { readonly status: 'unknown' }
  | { readonly status: 'refused'; readonly fault: AddressFault };

/** The secret is shown once, here; what is kept of it is sealed. */
export type WebhookWithSecret =
  { readonly status: 'written'; readonly id: string; readonly secret: string } | Exclude<WebhookWritten, { status: 'written' }>;

export type WebhookAsked = 'asked' | 'unknown' | 'disabled' | 'underWay';

export type DisabledBecause = 'byAdministrator' | 'tooManyFailures' | 'gone';

const SYSTEM: Actor = { id: 'system', role: 'system' };

/** How long the secret before still signs too, so that a receiver can change over without losing a message. */
const BOTH_HOURS = 24;

/** Writes webhooks and the list of hosts that may be called. Each write is an entry of the stream webhook/<id>, in the same transaction. */
export class WebhooksWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
    private readonly rules: AddressRules = { allowLoopback: false },
  ) {}

  /** Puts a host on the list; a host that is there stays. */
  async allowHost(host: string, by: Actor): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const added = await manager.query<unknown[]>(
        `insert into tregua.webhook_hosts (host, allowed_at) values ($1, tregua.now()) on conflict do nothing returning host`,
        [host],
      );
      if (added.length > 0) await this.enter(manager, 'hosts', 'AllowHost', 'HostAllowed', { host }, by);
    });
  }

  /** Takes a host off the list: nothing there is called from then on. False: it was not on it. */
  async forbidHost(host: string, by: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [, removed] = await manager.query<[unknown[], number]>(`delete from tregua.webhook_hosts where host = $1 returning host`, [
        host,
      ]);
      if (removed > 0) await this.enter(manager, 'hosts', 'ForbidHost', 'HostForbidden', { host }, by);
      return removed > 0;
    });
  }

  async register(webhook: NewWebhook, by: Actor): Promise<WebhookWithSecret> {
    const fault = addressFault(webhook.url, this.rules);
    if (fault !== undefined) return { status: 'refused', fault };
    const url = new URL(webhook.url).href;
    const id = newId();
    const { secret, sealed } = this.newSecret(id, 1);
    return this.dataSource.transaction(async (manager) => {
      if (!(await isAllowed(manager, hostOf(url)))) return { status: 'refused', fault: 'hostIsNotAllowed' };
      await manager.query(
        `insert into tregua.webhooks (id, label, url, host, audiences, party, key_id, nonce, ciphertext, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, tregua.now(), tregua.now())`,
        [id, webhook.label, url, hostOf(url), webhook.audiences, webhook.party ?? null, sealed.keyId, sealed.nonce, sealed.ciphertext],
      );
      const payload = { host: hostOf(url), audiences: webhook.audiences, ...(webhook.party === undefined ? {} : { party: webhook.party }) };
      await this.enter(manager, id, 'RegisterWebhook', 'WebhookRegistered', payload, by);
      return { status: 'written', id, secret };
    });
  }

  /** Makes a new secret; for a day messages are signed under both. */
  async rotateSecret(id: string, by: Actor): Promise<WebhookWithSecret> {
    return this.dataSource.transaction(async (manager) => {
      const found = await manager.query<{ version: number }[]>(
        `select secret_version as version from tregua.webhooks where id = $1 for no key update`,
        [id],
      );
      if (found[0] === undefined) return { status: 'unknown' };
      const { secret, sealed } = this.newSecret(id, found[0].version + 1);
      await manager.query(
        `update tregua.webhooks set previous_key_id = key_id, previous_nonce = nonce, previous_ciphertext = ciphertext,
           previous_until = tregua.now() + make_interval(hours => ${BOTH_HOURS}),
           secret_version = secret_version + 1, key_id = $2, nonce = $3, ciphertext = $4, changed_at = tregua.now() where id = $1`,
        [id, sealed.keyId, sealed.nonce, sealed.ciphertext],
      );
      await this.enter(manager, id, 'RotateWebhookSecret', 'WebhookSecretRotated', {}, by);
      return { status: 'written', id, secret };
    });
  }

  /** Disables or enables. Enabling looks at the address again: the list may have changed since. */
  async setStatus(id: string, status: 'active' | 'disabled', by: Actor): Promise<WebhookWritten> {
    return this.dataSource.transaction(async (manager) => {
      const found = await manager.query<{ url: string; host: string }[]>(
        `select url, host from tregua.webhooks where id = $1 for no key update`,
        [id],
      );
      if (found[0] === undefined) return { status: 'unknown' };
      if (status === 'disabled') {
        await this.disable(manager, id, 'byAdministrator', by);
        return { status: 'written', id };
      }
      const fault = addressFault(found[0].url, this.rules) ?? ((await isAllowed(manager, found[0].host)) ? undefined : 'hostIsNotAllowed');
      if (fault !== undefined) return { status: 'refused', fault };
      const [, enabled] = await manager.query<[unknown[], number]>(
        `update tregua.webhooks set status = 'active', disabled_because = null, failures = 0, failing_since = null, changed_at = tregua.now()
         where id = $1 and status = 'disabled' returning id`,
        [id],
      );
      if (enabled > 0) await this.enter(manager, id, 'EnableWebhook', 'WebhookEnabled', {}, by);
      return { status: 'written', id };
    });
  }

  /** Asks for a test: an entry and a row of the outbox, from which everything goes the way of every notice. */
  async askTest(id: string, by: Actor): Promise<WebhookAsked> {
    return this.dataSource.transaction(async (manager) => {
      const standing = await statusOf(manager, id);
      if (standing !== 'active') return standing;
      const { stream, seq } = await this.enter(manager, id, 'AskWebhookTest', 'WebhookTestAsked', {}, by);
      await manager.query(
        `insert into tregua.outbox (effect_key, stream, seq, type, audience, created_at) values ($1, $2, $3, 'WebhookTestAsked', 'self', tregua.now())`,
        [`${stream}:${seq}:self`, stream, seq],
      );
      return 'asked';
    });
  }

  /**
   * Sends a notice to its webhook once more, under its own key: a receiver that did get it takes it once. `underWay`: the notice is not through yet, and
   * goes again by itself.
   */
  async replay(id: string, notice: string, by: Actor): Promise<WebhookAsked> {
    return this.dataSource.transaction(async (manager) => {
      const standing = await statusOf(manager, id);
      if (standing !== 'active') return standing;
      const [, opened] = await manager.query<[unknown[], number]>(
        `update tregua.notices set status = 'open', attempts = 0, next_attempt_at = null, last_error = null, sent_at = null
          where id = $2 and recipient = $1 and channel = 'webhook' and status in ('sent', 'dead') returning id`,
        [id, notice],
      );
      if (opened === 0) return (await isOpen(manager, id, notice)) ? 'underWay' : 'unknown';
      await this.enter(manager, id, 'ReplayNotice', 'NoticeReplayed', { notice }, by);
      return 'asked';
    });
  }

  /** Disables a webhook that has failed too often, or said that it is gone. */
  async giveUp(id: string, because: Exclude<DisabledBecause, 'byAdministrator'>): Promise<void> {
    await this.dataSource.transaction((manager) => this.disable(manager, id, because, SYSTEM));
  }

  private async disable(manager: EntityManager, id: string, because: DisabledBecause, by: Actor): Promise<void> {
    const [, disabled] = await manager.query<[unknown[], number]>(
      `update tregua.webhooks set status = 'disabled', disabled_because = $2, changed_at = tregua.now() where id = $1 and status = 'active' returning id`,
      [id, because],
    );
    if (disabled > 0) await this.enter(manager, id, 'DisableWebhook', 'WebhookDisabled', { because }, by);
  }

  private newSecret(id: string, version: number): { readonly secret: string; readonly sealed: SealedBytes } {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { secret, sealed: this.keyring.seal(secretPlace(id, version), { salt: randomBytes(32).toString('hex'), value: secret }) };
  }

  private async enter(
    manager: EntityManager,
    id: string,
    command: string,
    type: OwnEntryType,
    payload: JsonObject,
    actor: Actor,
  ): Promise<Appended> {
    return appendEntry(manager, this.keyring, { stream: `webhook/${id}`, command, type, payload, actor });
  }
}

async function statusOf(manager: EntityManager, id: string): Promise<'active' | 'disabled' | 'unknown'> {
  const rows = await manager.query<{ status: 'active' | 'disabled' }[]>(
    `select status from tregua.webhooks where id = $1 for no key update`,
    [id],
  );
  return rows[0]?.status ?? 'unknown';
}

async function isOpen(manager: EntityManager, id: string, notice: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `select 1 from tregua.notices where id = $2 and recipient = $1 and channel = 'webhook' and status = 'open'`,
    [id, notice],
  );
  return rows.length > 0;
}

async function isAllowed(manager: EntityManager, host: string): Promise<boolean> {
  return (await manager.query<unknown[]>(`select 1 from tregua.webhook_hosts where host = $1`, [host])).length > 0;
}
