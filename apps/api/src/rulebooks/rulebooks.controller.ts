import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { rulebookIds, rulebookOf, type Process, type Rulebook, type Subject } from '@tregua/casework';
import { Allow } from '../http/authorization.guard.js';
import { Problem } from '../http/problem.js';
import { processes } from '../http/processes.js';

/** The law itself, for whoever wants to read it: it is no secret by what rules the Commission decides. */
@ApiTags('rulebooks')
@Controller('api/v1')
export class RulebooksController {
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
}

function processView({ name, version, states, ends, owners, rows, guards, fields }: Process<Subject>): object {
  const sentences = Object.fromEntries(Object.entries(guards).map(([code, guard]) => [code, { asks: guard.asks, says: guard.says }]));
  return { name, version, states, ends, owners, rows, guards: sentences, fields };
}
