import { Webhook } from 'standardwebhooks';
import type { DataSource } from 'typeorm';
import {
  addressFault,
  findWebhookTarget,
  WebhookDeliveriesWriter,
  WebhooksWriter,
  type HeldNotice,
  type Keyring,
  type WebhookHealth,
  type WebhookTarget,
} from '@tregua/store';
import { Channel, type Failed, type Sent } from '../channel.js';
import { call, type Answered, type CallRules } from './webhook-call.js';
import { MessageRefused, webhookMessage, type WebhookMessage } from './webhook-event.js';

export interface WebhookChannelOptions {
  readonly dataSource: DataSource;
  readonly keyring: Keyring;
  /** Where people find this Commission: the source of its events and the beginning of its links. */
  readonly baseUrl: string;
  readonly rules: CallRules;
  /** A webhook is disabled when at least so many calls in a row have failed, and for at least so long. */
  readonly giveUp?: { readonly failures: number; readonly forMs: number };
}

/** Twelve in a row take a minute when many notices wait; a receiver may be down for an evening's work. */
const GIVE_UP = { failures: 12, forMs: 4 * 3_600_000 };
const LONGEST_WAIT_MS = 3_600_000;

type Outcome = { readonly httpStatus?: number; readonly sent: Sent };

/** Calls webhooks: CloudEvents, signed as Standard Webhooks says. Each attempt is in the log of deliveries. */
export class WebhookChannel extends Channel {
  readonly name = 'webhook';
  private readonly deliveries: WebhookDeliveriesWriter;
  private readonly webhooks: WebhooksWriter;

  constructor(private readonly options: WebhookChannelOptions) {
    super();
    this.deliveries = new WebhookDeliveriesWriter(options.dataSource);
    this.webhooks = new WebhooksWriter(options.dataSource, options.keyring, options.rules);
  }

  async send(notice: HeldNotice, signal: AbortSignal): Promise<Sent> {
    const target = await findWebhookTarget(this.options.dataSource, this.options.keyring, notice.recipient);
    if (target === undefined) return failed('webhookIsUnknown', false);
    if (target.status === 'disabled') return failed('webhookIsDisabled', false);
    const message = this.messageOf(notice);
    if (typeof message === 'string') return failed(message, false);
    const started = performance.now();
    const { httpStatus, sent } = await this.attempt(target, message, signal);
    const health = await this.deliveries.record({
      webhook: target.id,
      notice: notice.id,
      messageId: message.id,
      kind: notice.matter.kind,
      attempt: notice.attempt,
      ...(httpStatus === undefined ? {} : { httpStatus }),
      ...(sent.outcome === 'failed' ? { error: sent.code } : {}),
      tookMs: performance.now() - started,
    });
    return this.afterFailures(target.id, sent, health);
  }

  private messageOf(notice: HeldNotice): WebhookMessage | string {
    try {
      return webhookMessage(notice, this.options.baseUrl);
    } catch (error) {
      if (error instanceof MessageRefused) return error.code;
      throw error;
    }
  }

  private async attempt(target: WebhookTarget, { id, contentType, body }: WebhookMessage, signal: AbortSignal): Promise<Outcome> {
    // The list and the rules may have changed since the webhook was registered.
    const fault = target.hostIsAllowed ? addressFault(target.url, this.options.rules) : 'hostIsNotAllowed';
    if (fault !== undefined) return { sent: failed(fault, false) };
    const now = new Date();
    const called = await call(this.options.rules, {
      url: target.url,
      body,
      signal,
      headers: {
        'content-type': contentType,
        'user-agent': 'tregua-webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': target.secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
      },
    });
    if (called.error !== undefined) return { sent: failed(called.error, called.error !== 'addressIsPrivate') };
    return { httpStatus: called.httpStatus, sent: sentOf(called) };
  }

  private async afterFailures(id: string, sent: Sent, { failures, failingForMs }: WebhookHealth): Promise<Sent> {
    if (sent.outcome === 'sent') return sent;
    if (sent.code === 'receiverIsGone') {
      await this.webhooks.giveUp(id, 'gone');
      return { ...sent, again: false };
    }
    const { failures: most, forMs } = this.options.giveUp ?? GIVE_UP;
    if (failures < most || failingForMs < forMs) return sent;
    await this.webhooks.giveUp(id, 'tooManyFailures');
    return { ...sent, again: false };
  }
}

function sentOf({ httpStatus, retryAfter }: Answered): Sent {
  if (httpStatus >= 200 && httpStatus < 300) return { outcome: 'sent' };
  if (httpStatus >= 300 && httpStatus < 400) return failed('redirectIsNotFollowed', true);
  if (httpStatus === 410) return failed('receiverIsGone', false);
  if (httpStatus === 413) return failed('receiverFindsItTooLarge', false);
  const waitMs = waitOf(retryAfter);
  return { ...failed(httpStatus >= 500 ? 'receiverFailed' : 'receiverRefused', true), ...(waitMs === undefined ? {} : { waitMs }) };
}

/** Seconds, or a date (RFC 9110 section 10.2.3); a receiver cannot make us wait longer than an hour. */
function waitOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_WAIT_MS);
}

function failed(code: string, again: boolean): Failed {
  return { outcome: 'failed', code, again };
}
