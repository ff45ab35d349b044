import { ApiProperty } from '@nestjs/swagger';
import type { Appended } from '@tregua/store';
import { isoOf } from './instant.js';

export class EntryPlaceView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) hash: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class OrderedView {
  @ApiProperty({ type: EntryPlaceView, nullable: true, description: 'Where it was entered; null: it stood so already.' })
  entry: EntryPlaceView | null;
}

export function orderedView(appended: Appended | null): OrderedView {
  if (appended === null) return { entry: null };
  const { stream, seq, hash, at } = appended;
  return { entry: { stream, seq, hash, at: isoOf(at) } };
}
