import { ApiProperty } from '@nestjs/swagger';
import type { ContributionRecord, Coverage } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class WatchView {
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time', description: 'Not within it.' }) until: string;
}

export class ContributionView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'ISO 3166-1 alpha-2.' }) state: string;
  @ApiProperty({ description: 'patrol, post, camera …' }) kind: string;
  @ApiProperty() team: string;
  @ApiProperty({ type: 'string', nullable: true }) asset: string | null;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Rings of vertices in decimal degrees.',
  })
  area: readonly object[];
  @ApiProperty({ type: [WatchView] }) intervals: WatchView[];
  @ApiProperty({ description: 'Pseudonymous.' }) recordedBy: string;
  @ApiProperty({ format: 'date-time' }) recordedAt: string;
}

export class ContributionsPage {
  @ApiProperty({ type: [ContributionView] }) items: ContributionView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class ContributionRecordedView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'null where the same request came before.' }) stream: string | null;
  @ApiProperty({ type: 'string', nullable: true, pattern: '^[0-9a-f]{64}$' }) hash: string | null;
}

export class GapView extends WatchView {
  @ApiProperty({ type: 'integer' }) hours: number;
}

export class CoverageView {
  @ApiProperty({ type: [String], description: 'States that watched the point within the time.' }) states: readonly string[];
  @ApiProperty({ type: [String], description: 'Their contributions.' }) contributions: readonly string[];
  @ApiProperty({ type: [GapView], description: 'When nobody watched it. A gap is no evidence of quiet.' }) gaps: GapView[];
}

export function contributionView({ contribution, recordedBy, recordedAt }: ContributionRecord): ContributionView {
  const { id, state, kind, team, asset, area, intervals } = contribution;
  return {
    id,
    state,
    kind,
    team,
    asset,
    area: area.map(([ring = []]) => ({ ring: ring.map(([latitude, longitude]) => ({ latitude, longitude })) })),
    intervals: intervals.map(({ from, until }) => ({ from: isoOf(from), until: isoOf(until) })),
    recordedBy,
    recordedAt: isoOf(recordedAt),
  };
}

export function coverageView({ states, contributions, gaps }: Coverage): CoverageView {
  return { states, contributions, gaps: gaps.map(({ from, until, hours }) => ({ from: isoOf(from), until: isoOf(until), hours })) };
}
