import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { TimeRequests } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class ColleagueView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Sign-in name; names of people are kept sealed.' }) signInName: string;
  @ApiProperty({ type: [String] }) roles: string[];
  @ApiProperty({ description: 'false: away.' }) available: boolean;
}

export class ColleaguesView {
  @ApiProperty({ enum: ['anybody', 'oneself', 'nobody'], description: 'To whom I may assign a case.' }) assigns: string;
  @ApiProperty({ type: [ColleagueView] }) items: ColleagueView[];
}

export class TimeRequestView {
  @ApiProperty() party: string;
  @ApiProperty({ description: 'State of the case when it was asked.' }) state: string;
  @ApiProperty({ format: 'date-time', description: 'End of the term of which more was asked.' }) termEndsAt: string;
  @ApiProperty({ format: 'date-time' }) askedAt: string;
  @ApiProperty({ type: 'integer', description: 'Seq of its entry in office/<case>.' }) seq: number;
  @ApiProperty({ enum: ['open', 'extended', 'over'] }) status: string;
  @ApiPropertyOptional({ description: 'Absent: it was erased, or redacted for me.' }) reason?: string;
}

export class TimeRequestsView {
  @ApiPropertyOptional({ format: 'date-time', description: 'End of the term of which my party may ask for more now; absent: of none.' })
  mayAskUntil?: string;
  @ApiProperty({ type: [TimeRequestView] }) items: TimeRequestView[];
}

export function timeRequestsView({ mayAskUntil, items }: TimeRequests): TimeRequestsView {
  return {
    ...(mayAskUntil === undefined ? {} : { mayAskUntil: isoOf(mayAskUntil) }),
    items: items.map(({ termEndsAt, askedAt, ...item }) => ({ ...item, termEndsAt: isoOf(termEndsAt), askedAt: isoOf(askedAt) })),
  };
}
