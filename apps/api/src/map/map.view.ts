import { ApiProperty } from '@nestjs/swagger';
import { mapStandings, type MapOverview, type MapPoint } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class MapCellView {
  @ApiProperty({ description: 'Of its middle, in decimal degrees; a cell is a twentieth of a degree wide.' }) latitude: string;
  @ApiProperty() longitude: string;
  @ApiProperty({ type: 'integer' }) count: number;
  @ApiProperty({ type: 'integer' }) verified: number;
  @ApiProperty({ type: 'integer' }) attributed: number;
  @ApiProperty({ type: 'integer' }) notAttributed: number;
  @ApiProperty({ type: 'integer' }) pending: number;
  @ApiProperty({ type: 'integer', description: 'The gravest in it.' }) severity: number;
}

export class MapDayView {
  @ApiProperty({ format: 'date', description: 'Of UTC.' }) day: string;
  @ApiProperty({ type: 'integer' }) count: number;
  @ApiProperty({ type: 'integer' }) verified: number;
}

export class MapCountView {
  @ApiProperty() value: string;
  @ApiProperty({ type: 'integer' }) count: number;
}

export class MapView {
  @ApiProperty({ type: 'integer' }) total: number;
  @ApiProperty({ type: 'integer', description: 'Of them without a point: they are in no cell.' }) withoutPlace: number;
  @ApiProperty({ type: 'integer', description: 'Of them without a time: they are on no day.' }) withoutTime: number;
  @ApiProperty({ type: [MapCellView] }) cells: readonly MapCellView[];
  @ApiProperty({ description: 'There are more cells than are listed.' }) more: boolean;
  @ApiProperty({ type: [MapDayView], description: 'Days with any, the newest first.' }) days: readonly MapDayView[];
  @ApiProperty({ type: [MapCountView] }) kinds: readonly MapCountView[];
  @ApiProperty({ type: [MapCountView] }) severities: readonly MapCountView[];
  @ApiProperty({ type: [MapCountView] }) codes: readonly MapCountView[];
  @ApiProperty({ type: [MapCountView] }) states: readonly MapCountView[];
  @ApiProperty({ type: [MapCountView], description: 'verified, unverified.' }) verification: readonly MapCountView[];
  @ApiProperty({ type: [MapCountView], description: mapStandings.join(', ') }) standings: readonly MapCountView[];
}

export class MapPointView {
  @ApiProperty({ enum: ['report', 'incident'] }) kind: string;
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: 'string', nullable: true }) reference: string | null;
  @ApiProperty({ type: 'string', nullable: true }) state: string | null;
  @ApiProperty({ type: 'integer' }) severity: number;
  @ApiProperty({ type: [String] }) codes: readonly string[];
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) startsAt: string | null;
  @ApiProperty({ type: 'string', nullable: true }) timePrecision: string | null;
  @ApiProperty({ description: 'Decimal degrees.' }) latitude: string;
  @ApiProperty() longitude: string;
  @ApiProperty({ type: 'integer', description: 'It lies within this circle; 0: the source says nothing of it.' }) radiusMetres: number;
  @ApiProperty() verified: boolean;
  @ApiProperty({ enum: [...mapStandings] }) standing: string;
}

export class MapPointsView {
  @ApiProperty({ type: [MapPointView] }) items: MapPointView[];
  @ApiProperty({ description: 'There are more in the box than are listed.' }) more: boolean;
}

export function mapView(overview: MapOverview): MapView {
  return overview;
}

export function mapPointView({ startsAt, ...point }: MapPoint): MapPointView {
  return { ...point, startsAt: startsAt === null ? null : isoOf(startsAt) };
}
