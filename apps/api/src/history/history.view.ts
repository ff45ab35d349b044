import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CallRecord, EntryDifference, FoundEntryRecord, HeldItem, Knowing, LapseRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class FoundEntryView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) hash: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() type: string;
  @ApiProperty() command: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Who, by a pseudonymous id, and in which role.' }) actor: object;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As it stands in the chain: texts are commitments.' })
  data: object;
  @ApiProperty({ type: [String], description: 'What is not shown to me, by JSON pointer into the entry.' }) withheld: readonly string[];
}

export class FoundEntriesPage {
  @ApiProperty({ type: [FoundEntryView] }) items: FoundEntryView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class EntryPlaceOnlyView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
}

export class KnowingView {
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ description: 'read, exported, granted, revoked, levelSet, disclosed, redacted, served, laid, mailed, seen, published …' })
  how: string;
  @ApiProperty({ description: 'Pseudonymous id of a person, or an audience such as party:<code>.' }) who: string;
  @ApiProperty({ type: EntryPlaceOnlyView }) entry: EntryPlaceOnlyView;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What the entry holds of it; texts are commitments.' })
  what: object;
}

export class KnowledgePage {
  @ApiProperty({ type: [KnowingView] }) items: KnowingView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class ChangeView {
  @ApiProperty({ description: 'RFC 6901 pointer into the subject.' }) pointer: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Any JSON; absent: it was not there.' }) before?: unknown;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Any JSON; absent: it is not there any more.' })
  after?: unknown;
}

export class DifferenceView {
  @ApiProperty({ type: FoundEntryView }) entry: FoundEntryView;
  @ApiProperty({ type: 'string', nullable: true, description: 'State before; null for a birth.' }) from: string | null;
  @ApiProperty({ description: 'State after.' }) to: string;
  @ApiProperty({ type: [ChangeView] }) changes: readonly ChangeView[];
  @ApiProperty({ description: 'There are more changes than are listed.' }) more: boolean;
}

export class LapsedDeadlineView {
  @ApiProperty() key: string;
  @ApiProperty() kind: string;
  @ApiPropertyOptional() about?: string;
  @ApiProperty() term: string;
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
}

export class BegunDeadlineView {
  @ApiProperty() key: string;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
}

export class FollowedView extends EntryPlaceOnlyView {
  @ApiProperty() type: string;
}

export class NextStepView {
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty() type: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() role: string;
}

export class LapseView {
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() type: string;
  @ApiProperty() command: string;
  @ApiProperty({ type: LapsedDeadlineView, nullable: true, description: 'The deadline that was let pass.' })
  deadline: LapsedDeadlineView | null;
  @ApiProperty({ description: 'State before.' }) from: string;
  @ApiProperty({ description: 'State after.' }) to: string;
  @ApiProperty({ type: [BegunDeadlineView], description: 'Deadlines that began with it.' }) began: BegunDeadlineView[];
  @ApiProperty({ type: [FollowedView], description: 'What followed in the same moment, in other streams of the case.' })
  followed: readonly FollowedView[];
  @ApiProperty({ type: NextStepView, nullable: true, description: 'What happened next in the case.' }) next: NextStepView | null;
}

export class HeldItemView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) sha256: string;
  @ApiProperty({ format: 'date-time' }) receivedAt: string;
}

export class ReportVersionView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', description: 'The last entry that stood when the call was opened; 0: it came later.' }) seq: number;
  @ApiProperty({ type: 'integer' }) seqNow: number;
}

export class VotedOnView {
  @ApiProperty({ description: 'Pseudonymous.' }) member: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: 'string', nullable: true }) draft: string | null;
  @ApiProperty({ type: 'string', nullable: true }) evidenceList: string | null;
}

export class CallView {
  @ApiProperty({ type: 'integer' }) number: number;
  @ApiProperty({ type: 'integer' }) round: number;
  @ApiProperty({ type: 'integer', description: 'The entry that opened it.' }) seq: number;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ format: 'date-time' }) closesAt: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'The entry that closed it; null: it is open.' }) closedSeq: number | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'Hash of the exact draft.' }) draft: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'Hash of the evidence list as it was frozen.' }) evidenceList: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) frozenAt: string | null;
  @ApiProperty({ type: [String], description: 'Evidence that the questions rely on or consider as contrary.' }) named: readonly string[];
  @ApiProperty({ type: [HeldItemView], description: 'Received before the call was opened.' }) held: HeldItemView[];
  @ApiProperty({ type: [HeldItemView], description: 'Received after: the voters did not have it.' }) cameLater: HeldItemView[];
  @ApiProperty({ type: [ReportVersionView] }) reports: readonly ReportVersionView[];
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many have cast a ballot: all that anybody learns before the close.' })
  cast: number;
  @ApiProperty({ type: [VotedOnView], description: 'Who voted, on which draft and list, once it is closed; how is in the closing entry.' })
  ballots: VotedOnView[];
}

export class ChainCheckView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'The chain was whole up to this entry; null: it was never checked.' })
  verifiedTo: number | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) verifiedAt: string | null;
}

export function foundEntryView({ stream, seq, hash, at, entry, withheld }: FoundEntryRecord): FoundEntryView {
  const { type, command, actor, data } = entry;
  return { stream, seq, hash, at: isoOf(at), type, command, actor, data, withheld };
}

export function knowingView({ at, ...rest }: Knowing): KnowingView {
  return { ...rest, at: isoOf(at) };
}

export function differenceView({ seq, hash, entry, withheld, from, to, changes, more }: EntryDifference): DifferenceView {
  const found = foundEntryView({ stream: entry.stream, seq, hash, at: Date.parse(entry.at), entry, withheld });
  return { entry: found, from, to, changes, more };
}

export function lapseView({ at, deadline, began, next, ...rest }: LapseRecord): LapseView {
  return {
    ...rest,
    at: isoOf(at),
    deadline: deadline === null ? null : { ...deadline, startedAt: isoOf(deadline.startedAt), dueAt: isoOf(deadline.dueAt) },
    began: began.map(({ key, dueAt }) => ({ key, dueAt: isoOf(dueAt) })),
    next: next === null ? null : { ...next, at: isoOf(next.at) },
  };
}

export function callView({ openedAt, closesAt, frozenAt, held, cameLater, ballots, ...rest }: CallRecord): CallView {
  return {
    ...rest,
    openedAt: isoOf(openedAt),
    closesAt: isoOf(closesAt),
    frozenAt: frozenAt === null ? null : isoOf(frozenAt),
    held: held.map(heldItemView),
    cameLater: cameLater.map(heldItemView),
    ballots: ballots.map((ballot) => ({ ...ballot, at: isoOf(ballot.at) })),
  };
}

function heldItemView({ id, sha256, receivedAt }: HeldItem): HeldItemView {
  return { id, sha256, receivedAt: isoOf(receivedAt) };
}
