import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LogFormatError, parseTilePath, TILE_WIDTH, hashesAtLevel, type TileName } from '@tregua/ledger';
import { latestCheckpoint, logEntryBundle, logTile } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';

const PREFIX = '/log/';
/** A full tile never changes again. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const MINUTE = 'public, max-age=60';
const SECOND = 'public, max-age=1';

/**
 * The log as c2sp.org/tlog-tiles has it, for whoever wants to read all of it: it names no case and holds no text, so it asks nobody who they are. Nothing
 * is given out that no checkpoint covers.
 */
@ApiTags('log')
@Controller('log')
export class LogController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get('checkpoint')
  @Allow('open')
  @ApiOperation({ summary: 'The newest checkpoint, with the cosignatures of its witnesses', operationId: 'ReadCheckpoint' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'A signed note (c2sp.org/tlog-checkpoint).' })
  async checkpoint(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    const checkpoint = await latestCheckpoint(this.options.dataSource);
    if (checkpoint === undefined) throw new Problem('not-found');
    void reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': SECOND, 'access-control-allow-origin': '*' });
    return checkpoint.note;
  }

  @Get('tile/*')
  @Allow('open')
  @ApiOperation({
    summary: 'A tile of hashes or a bundle of entries: tile/<level or "entries">/<index>[.p/<width>]',
    operationId: 'ReadTile',
  })
  @ApiParam({ name: 'path', schema: { type: 'string' }, description: 'As c2sp.org/tlog-tiles writes it.' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'Hashes of 32 bytes each, or entries behind their length in two bytes.' })
  async tile(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<Buffer> {
    const name = named(request.url);
    const { dataSource } = this.options;
    const size = (await latestCheckpoint(dataSource))?.size ?? 0;
    if (!isCovered(name, size)) throw new Problem('not-found');
    const { level, index, width } = name;
    const bytes = level === 'entries' ? await logEntryBundle(dataSource, index, width) : await logTile(dataSource, { level, index, width });
    if (bytes === undefined) throw new Problem('not-found');
    void reply.headers({
      'content-type': 'application/octet-stream',
      'cache-control': width === TILE_WIDTH ? FOR_EVER : MINUTE,
      'access-control-allow-origin': '*',
    });
    return bytes;
  }
}

function named(url: string): TileName {
  try {
    return parseTilePath((url.split('?')[0] ?? '').slice(PREFIX.length));
  } catch (error) {
    const fault = error instanceof LogFormatError ? error.problem : 'cannot be read';
    throw new Problem('shape-is-wrong', { errors: [refused('isTilePath', { parameter: 'path' }, { fault })] });
  }
}

function isCovered({ level, index, width }: TileName, size: number): boolean {
  return index * TILE_WIDTH + width <= hashesAtLevel(level === 'entries' ? 0 : level, size);
}
