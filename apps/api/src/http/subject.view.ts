import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { offers, rulebookOf, type Deadline, type Process, type Subject } from '@tregua/casework';
import type { HistoryEntry } from '@tregua/store';
import { actorOf } from './actor.js';
import { collectionOf, type CommandRoute } from './command-routes.js';
import { isoOf } from './instant.js';
import { kebabOf, titleOf } from './kebab.js';
import { refusalError } from './refusals.js';
import type { SignedIn } from './request.js';

export class BlockedView {
  @ApiProperty({ description: 'Name of the guard: a sentence in docs/process.md.' }) code: string;
  @ApiProperty() detail: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true }) params?: unknown;
}

/** A next step, as the process table offers it to this reader here and now. */
export class ActionView {
  @ApiProperty({ description: 'The command.' }) name: string;
  @ApiProperty() title: string;
  @ApiProperty({ enum: ['POST'] }) method: string;
  @ApiProperty() href: string;
  @ApiProperty({ description: 'Where the shape of its body stands.' }) schema: string;
  @ApiProperty({ description: 'The right by which I may do it.' }) as: string;
  @ApiProperty({ description: 'The request proposes it to the bench, and a majority of signatures enters it.' }) motion: boolean;
  @ApiProperty({ type: [BlockedView], description: 'Why it cannot be done yet; empty: it can.' }) blocked: BlockedView[];
}

export class DeadlineView {
  @ApiProperty() kind: string;
  @ApiPropertyOptional({ description: 'What it is about: a remedy, a member, a challenge.' }) about?: string;
  @ApiProperty({ description: 'Term of the rulebook that gave it.' }) term: string;
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'null while it stands still.' }) dueAt: string | null;
  @ApiPropertyOptional({ type: 'integer', description: 'Milliseconds that were left when the clock was stopped.' }) pausedWithMs?: number;
}

export class HistoryEntryView {
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) hash: string;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) prev: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() type: string;
  @ApiProperty() command: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Who, by a pseudonymous id, and in which role.' }) actor: object;
  @ApiProperty({ type: 'string', nullable: true }) rulebook: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As it stands in the chain: texts are commitments.' })
  data: object;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Texts that are disclosed to me, by JSON pointer inside `data`, with the salt by which anybody can check them.',
  })
  texts: object;
  @ApiProperty({
    type: [String],
    description:
      'What is not shown to me, by JSON pointer into the entry. The hash is of the whole, so it cannot be worked out from what is shown.',
  })
  withheld: readonly string[];
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'Texts that are redacted for me or erased for everybody, by JSON pointer inside `data`: why, on which ground, and the entry that decided it.',
  })
  hidden: object;
}

export class HistoryPageView {
  @ApiProperty({ type: [HistoryEntryView] }) items: HistoryEntryView[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'Go on with `after`.' }) next: number | null;
}

export class VerificationView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', description: 'The chain is whole up to this entry.' }) verifiedTo: number;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When that was found; kept, and read again at `…/verification/last`.',
  })
  verifiedAt: string | null;
  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'What is wrong; empty: nothing.' }) findings: readonly object[];
}

/** Next steps of this person in any of their roles, each once, in table order. */
export function actionsOf(
  process: Process<Subject>,
  routes: ReadonlyMap<string, CommandRoute>,
  subject: Subject,
  person: SignedIn | undefined,
  at: number,
): ActionView[] {
  if (person === undefined) return [];
  const rulebook = rulebookOf(subject.rulebook);
  const found = new Map<string, ActionView>();
  for (const role of person.roles) {
    for (const offer of offers(process, subject, actorOf(person, role), at, rulebook)) {
      const route = routes.get(offer.command);
      const known = found.get(offer.command);
      if (route === undefined || (known !== undefined && known.blocked.length <= offer.blocked.length)) continue;
      found.set(offer.command, {
        name: offer.command,
        title: titleOf(offer.command),
        method: 'POST',
        href: `/api/v1/${collectionOf(process.name)}/${subject.id}/${kebabOf(offer.command)}`,
        schema: `/api/openapi.json#/components/schemas/${offer.command}`,
        as: offer.as,
        motion: route.motion === 'always',
        blocked: offer.blocked.map((refusal) => refusalError(process, refusal)),
      });
    }
  }
  return [...found.values()];
}

export function deadlineView({ kind, about, term, startedAt, dueAt, pausedWithMs }: Deadline): DeadlineView {
  return {
    kind,
    ...(about === undefined ? {} : { about }),
    term,
    startedAt: isoOf(startedAt),
    dueAt: pausedWithMs === undefined ? isoOf(dueAt) : null,
    ...(pausedWithMs === undefined ? {} : { pausedWithMs }),
  };
}

/** Running ones by due time, then those that stand still. */
export function deadlinesView({ deadlines }: Pick<Subject, 'deadlines'>): DeadlineView[] {
  return Object.values(deadlines)
    .sort(
      (one, other) =>
        Number(one.pausedWithMs !== undefined) - Number(other.pausedWithMs !== undefined) ||
        one.dueAt - other.dueAt ||
        (one.key < other.key ? -1 : 1),
    )
    .map(deadlineView);
}

export function historyEntryView({ seq, hash, entry, texts, withheld, hidden }: HistoryEntry): HistoryEntryView {
  const { prev, at, type, command, actor, rulebook, data } = entry;
  return { seq, hash, prev, at, type, command, actor, rulebook: rulebook ?? null, data, texts, withheld, hidden };
}
