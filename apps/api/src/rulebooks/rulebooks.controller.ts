import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { rulebookIds, rulebookOf, type Process, type Rulebook, type Subject } from '@tregua/casework';
import { countStates } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { isoOf } from '../http/instant.js';
import { Problem } from '../http/problem.js';
import { processes } from '../http/processes.js';
import type { Request } from '../http/request.js';
import { readerOfRequest } from '../http/visibility.js';

export class StateCountView {
  @ApiProperty() state: string;
  @ApiProperty({ type: 'integer' }) count: number;
  @ApiProperty({ format: 'date-time', description: 'When the one that has waited longest in it last moved.' }) longestSince: string;
}

/** The law itself, for whoever wants to read it: it is no secret by what rules the Commission decides. */
@ApiTags('rulebooks')
@Controller('api/v1')
export class RulebooksController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get('rulebooks')
  @Allow('open')
  @ApiOperation({ summary: 'Ids of the rulebooks' })
  @ApiOkResponse({ schema: { type: 'array', items: { type: 'string' } } })
  list(): readonly string[] {
    return rulebookIds;
  }

  @Get('rulebooks/:id')
  @Allow('open')
  @ApiOperation({ summary: 'One rulebook: everything that a commission may set' })
  @ApiOkResponse({ schema: { type: 'object' } })
  rulebook(@Param('id') id: string): Rulebook {
    if (!rulebookIds.includes(id)) throw new Problem('not-found');
    return rulebookOf(id);
  }

  @Get('processes/:name')
  @Allow('open')
  @ApiOperation({ summary: 'One process table: states, owners, rows and the sentences of its guards' })
  @ApiOkResponse({ schema: { type: 'object' } })
  process(@Param('name') name: string): object {
    const process = processes.find((known) => known.name === name);
    if (process === undefined) throw new Problem('not-found');
    return processView(process);
  }

  @Get('processes/:name/counts')
  @Allow('signed-in')
  @ApiOperation({ summary: 'How many stand in each state, of those that I may know of; of all for administrators and auditors' })
  @ApiOkResponse({ type: [StateCountView] })
  async counts(@Param('name') name: string, @Req() request: Request): Promise<StateCountView[]> {
    if (name !== 'case' && name !== 'report') throw new Problem('not-found');
    const counts = await countStates(this.options.dataSource, readerOfRequest(request), name);
    return counts.map(({ state, count, longestSince }) => ({ state, count, longestSince: isoOf(longestSince) }));
  }
}

function processView({ name, version, states, ends, road, owners, rows, guards, fields }: Process<Subject>): object {
  const sentences = Object.fromEntries(Object.entries(guards).map(([code, guard]) => [code, { asks: guard.asks, says: guard.says }]));
  return { name, version, states, ends, road, owners, rows, guards: sentences, fields };
}
