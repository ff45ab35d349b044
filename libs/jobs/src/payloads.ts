import 'reflect-metadata';
import { IsISO8601, IsString, IsUUID, Length, Matches } from 'class-validator';

/**
 * What travels in the queue: ids, and nothing else. Whoever works reads the rest from the tables, so that a queue that was wiped, copied or
 * looked into by a stranger has lost and told nothing.
 */
export class DecideNoticesPayload {
  /** `<stream>:<seq>:<audience>` of the outbox row. */
  @IsString() @Length(3, 300) effectKey: string;
}

export class DeliverNoticePayload {
  @IsUUID() notice: string;
}

export class WakeDeadlinesPayload {
  @IsString() @Matches(/^(case|report)\/[0-9a-f-]{36}$/) stream: string;
  /** For people who look: what fires is read from the database. */
  @IsISO8601() dueAt: string;
}

export class SendDigestPayload {
  @IsUUID() person: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) day: string;
}

/** An export or an import, by the id of its row. */
export class LongWorkPayload {
  @IsUUID() job: string;
}
