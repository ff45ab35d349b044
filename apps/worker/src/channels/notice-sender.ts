import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { jobIdOf, processorOf, type JobQueue, type Processor } from '@tregua/jobs';
import { findPreferences, NoticeDeliveries, WebhookDeliveriesWriter } from '@tregua/store';
import { Beat } from '../queues/beat.js';
import { JOB_QUEUE } from '../queues/job-queue.provider.js';
import type { BringsProcessors } from '../queues/brings-processors.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import type { Channel } from './channel.js';
import { domainOf, type ChannelSettings } from './channel-settings.js';
import { NoticeDelivery } from './delivery/notice-delivery.js';
import { fileWay, smtpWay } from './mail/mail-way.js';
import { MailChannel } from './mail/mail-channel.js';
import { WebhookChannel } from './webhooks/webhook-channel.js';

const KEEP_LOG_DAYS = 90;
const DAY_MS = 86_400_000;

/** Sends notices by mail and webhook: at the job's call, and on its own beat for those that no job carries. */
@Injectable()
export class NoticeSender implements BringsProcessors, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly delivery: NoticeDelivery;
  private readonly beats: readonly Beat[];

  constructor(@Inject(JOB_QUEUE) queue: JobQueue, @Inject(WORKER_OPTIONS) options: WorkerOptions) {
    const { dataSource, keyring, logger, sweepEveryMs, channels } = options;
    this.delivery = new NoticeDelivery({
      dataSource,
      deliveries: new NoticeDeliveries(dataSource, keyring),
      channels: channels === undefined ? [] : channelsOf(channels, options),
      logger,
      wake: (notice, attempt, delayMs) =>
        queue.add('deliver-notice', { notice }, { jobId: jobIdOf(`notice/${notice}/${attempt}`), delayMs }),
    });
    const log = new WebhookDeliveriesWriter(dataSource);
    this.beats = [
      new Beat({
        name: 'notices that no job carries',
        work: async () => void (await this.delivery.sweep()),
        everyMs: sweepEveryMs,
        logger,
      }),
      new Beat({ name: 'the log of deliveries', work: async () => void (await log.forget(KEEP_LOG_DAYS)), everyMs: DAY_MS, logger }),
    ];
  }

  processors(): readonly Processor[] {
    return [processorOf('deliver-notice', ({ notice }) => this.delivery.deliver(notice))];
  }

  onApplicationBootstrap(): void {
    for (const beat of this.beats) beat.start();
  }

  /** What is under way ends, each within the limit of an attempt; what waits stays in the table. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.beats.map((beat) => beat.stop()));
    await this.delivery.stop();
  }
}

/** The channels that the settings describe. @throws Error when the texts of mails are not in order */
export function channelsOf(
  settings: ChannelSettings,
  { dataSource, keyring }: Pick<WorkerOptions, 'dataSource' | 'keyring'>,
): readonly Channel[] {
  const { baseUrl, mail, webhooksToLoopback } = settings;
  const way = mail.smtpUrl === undefined ? fileWay(mail.folder, mail.from) : smtpWay(mail.smtpUrl, mail.from);
  return [
    new MailChannel({
      way,
      baseUrl,
      domain: domainOf(mail.from) ?? 'localhost',
      recipientOf: (person) => findPreferences(dataSource, keyring, person),
    }),
    new WebhookChannel({ dataSource, keyring, baseUrl, rules: { allowLoopback: webhooksToLoopback } }),
  ];
}
