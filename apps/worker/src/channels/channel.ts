import type { HeldNotice, NoticeOutcome } from '@tregua/store';

/** What came of an attempt. Codes only: a server's own words may hold anything. */
export type Sent = NoticeOutcome;
export type Failed = Extract<Sent, { outcome: 'failed' }>;

/** What a notice says outside the application: never a text of a case, only what it is about and where to look (nothing-lost.md). */
export type NoticeMatter = HeldNotice['matter'];

/** One way to reach somebody. `signal` ends the attempt; a channel never throws for what the other side does. */
export abstract class Channel {
  abstract readonly name: HeldNotice['channel'];
  abstract send(notice: HeldNotice, signal: AbortSignal): Promise<Sent>;
}
