import { randomUUID } from 'node:crypto';
import { PeopleWriter, PreferencesWriter, WebhooksWriter } from '@tregua/store';
import { docketOn, openedCase, seatCommission, SYSTEM } from './commission.js';
import type { TestDatabase } from './database.js';
import { messageKey } from '../../apps/worker/src/channels/message-key.js';
import type { WebhookReceiver } from '../../apps/worker/src/channels/receivers.testing.js';

const LANGUAGES = ['en', 'uk', 'fr', 'it', 'ru'] as const;

/** A notice that a test has written, and the key that its receiver sees. */
export interface WrittenNotice {
  readonly id: string;
  readonly recipient: string;
  readonly channel: 'mail' | 'webhook';
  readonly caseId: string | null;
  readonly key: string;
}

/** Cases, people with addresses and webhooks to tell, and notices for them, written as the decision writes them. */
export class Told {
  readonly people = new Map<string, string>();
  readonly hooks = new Map<string, string>();
  cases: string[] = [];
  private nth = 0;

  constructor(private readonly database: TestDatabase) {}

  async openCases(count: number): Promise<void> {
    await seatCommission(this.database);
    const docket = docketOn(this.database);
    for (let nth = 0; nth < count; nth += 1) this.cases.push(await openedCase(docket));
    await this.database.ask(`update tregua.notices set status = 'muted' where status = 'open'`);
  }

  async addPerson(address: string): Promise<string> {
    const { dataSource, keyring } = this.database;
    const written = await new PeopleWriter(dataSource, keyring).create(
      { signInName: `p-${randomUUID()}`, name: 'Somebody', passwordHash: null, roles: ['registrar'] },
      SYSTEM,
    );
    if (written.status !== 'written') throw new Error(written.status);
    const language = LANGUAGES[this.people.size % LANGUAGES.length] ?? 'en';
    await new PreferencesWriter(dataSource, keyring).save(
      written.id,
      {
        app: 'all',
        mail: 'all',
        language,
        timeZone: 'Europe/Kyiv',
        digestMinute: 420,
        quietFrom: null,
        quietTo: null,
        mailAddress: address,
      },
      SYSTEM,
    );
    this.people.set(address, written.id);
    return written.id;
  }

  async addWebhook(receiver: WebhookReceiver, path: string): Promise<string> {
    const webhooks = new WebhooksWriter(this.database.dataSource, this.database.keyring, { allowLoopback: true });
    await webhooks.allowHost(receiver.host, SYSTEM);
    const made = await webhooks.register({ label: path, url: `${receiver.origin}${path}`, audiences: ['cell'] }, SYSTEM);
    if (made.status !== 'written') throw new Error(JSON.stringify(made));
    receiver.secrets.set(path, made.secret);
    this.hooks.set(path, made.id);
    return made.id;
  }

  /** One notice each, in this order. */
  async write(notices: readonly { recipient: string; channel: 'mail' | 'webhook'; caseId: string | null }[]): Promise<WrittenNotice[]> {
    const rows = notices.map((notice) => {
      this.nth += 1;
      const effectKey = `${notice.caseId === null ? 'person' : 'case'}/${notice.caseId ?? notice.recipient}:${1000 + this.nth}:cell`;
      return { ...notice, id: randomUUID(), effectKey, noticeKey: `${effectKey}|${notice.recipient}|${notice.channel}` };
    });
    for (let from = 0; from < rows.length; from += 500) {
      await this.database.ask(
        `insert into tregua.notices (id, effect_key, notice_key, recipient, channel, kind, reason, type, audience, case_id, due_at, created_at)
         select x.id, x."effectKey", x."noticeKey", x.recipient, x.channel, 'information', 'coordinationCell', 'ReplySubmitted', 'cell', x."caseId",
                now() + interval '1 day', now() - interval '1 minute'
           from jsonb_to_recordset($1::jsonb) as x(id uuid, "effectKey" text, "noticeKey" text, recipient uuid, channel text, "caseId" uuid)`,
        [JSON.stringify(rows.slice(from, from + 500))],
      );
    }
    return rows.map(({ id, recipient, channel, caseId, noticeKey }) => ({ id, recipient, channel, caseId, key: messageKey(noticeKey) }));
  }

  async statuses(): Promise<Record<string, number>> {
    const rows = await this.database.ask<{ status: string; count: string }>(
      `select status, count(*) as count from tregua.notices where channel <> 'app' group by status`,
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
  }
}
