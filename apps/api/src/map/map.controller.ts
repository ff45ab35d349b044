import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readMap, readMapPoints, type MapFilter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { instantOf } from '../http/instant.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused, type RefusalCode } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { MapParams, MapPointsParams } from './map.params.js';
import { mapPointView, MapPointsView, mapView, MapView } from './map.view.js';

const POINTS = 200;

/** Acts by place and time: reports, and incidents of which no report was made yet. Nobody's numbers hold what they may not read. */
@ApiTags('map')
@Controller('api/v1/map')
export class MapController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'Acts that I may read, added up by cell, day, kind, severity, verification and what was ruled' })
  @ApiOkResponse({ type: MapView })
  async overview(@Query() query: MapParams, @Req() request: Request): Promise<MapView> {
    return mapView(await readMap(this.options.dataSource, readerOfRequest(request), filterOf(query)));
  }

  @Get('points')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Single acts within a box, each with the circle in which it lies; the gravest and newest first' })
  @ApiOkResponse({ type: MapPointsView })
  async points(@Query() query: MapPointsParams, @Req() request: Request): Promise<MapPointsView> {
    const { west, south, east, north, limit } = query;
    const box = { west: Number(west), south: Number(south), east: Number(east), north: Number(north) };
    if (box.west >= box.east) throw wrong('east', 'liesEastOfWest');
    if (box.south >= box.north) throw wrong('north', 'liesNorthOfSouth');
    const found = await readMapPoints(this.options.dataSource, readerOfRequest(request), filterOf(query), box, limit ?? POINTS);
    return { items: found.items.map(mapPointView), more: found.more };
  }
}

function filterOf({ from, until, kind, severity, code, state, verified, standing }: MapParams): MapFilter {
  const [begins, ends] = [from, until].map((text) => (text === undefined ? undefined : instantOf(text)));
  if (begins !== undefined && ends !== undefined && ends <= begins) throw wrong('until', 'endsAfterItBegins');
  return {
    ...(begins === undefined ? {} : { from: begins }),
    ...(ends === undefined ? {} : { until: ends }),
    ...(kind === undefined ? {} : { kind }),
    ...(severity === undefined ? {} : { severity }),
    ...(code === undefined ? {} : { code }),
    ...(state === undefined ? {} : { state }),
    ...(verified === undefined ? {} : { verified: verified === 'true' }),
    ...(standing === undefined ? {} : { standing }),
  };
}

function wrong(parameter: string, code: RefusalCode): Problem {
  return new Problem('shape-is-wrong', { errors: [refused(code, { parameter })] });
}
