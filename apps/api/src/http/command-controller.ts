import { Controller, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Docket } from '@tregua/docket';
import { Allow } from './authorization.guard.js';
import { giveCommand, type CommandRoute, type EnteredView } from './command-routes.js';
import type { Reply, Request } from './request.js';
import { Visibility } from './visibility.js';

/**
 * A controller with one method a command, made from the rows of the process table: so that each of them is a route of its own in the OpenAPI
 * document, and none of them is written twice. Between the method and the door there is nothing.
 */
export function commandController(name: string, tag: string, routes: readonly CommandRoute[]): Type {
  class CommandController {
    constructor(
      readonly docket: Docket,
      readonly visibility: Visibility,
    ) {}
  }
  Object.defineProperty(CommandController, 'name', { value: name });
  Inject(Docket)(CommandController, undefined, 0);
  Inject(Visibility)(CommandController, undefined, 1);
  for (const route of routes) addMethod(CommandController, route);
  ApiTags(tag)(CommandController);
  Controller()(CommandController);
  return CommandController;
}

function addMethod(controller: Type<{ docket: Docket; visibility: Visibility }>, route: CommandRoute): void {
  const method = `${route.command[0]?.toLowerCase()}${route.command.slice(1)}`;
  const prototype = controller.prototype as Record<string, unknown>;
  const handler = function (this: { docket: Docket; visibility: Visibility }, request: Request, reply: Reply): Promise<EnteredView> {
    return giveCommand(this.docket, this.visibility.mayKnow, route, request, reply);
  };
  Object.defineProperty(prototype, method, { value: handler, writable: true, configurable: true, enumerable: false });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method) as PropertyDescriptor;
  Req()(prototype, method, 0);
  Res({ passthrough: true })(prototype, method, 1);
  for (const decorate of decorators(route)) decorate(prototype, method, descriptor);
}

function decorators(route: CommandRoute): MethodDecorator[] {
  const text = { type: 'string' as const };
  return [
    Post(route.path),
    Allow('signed-in'),
    ApiOperation({ operationId: route.command, summary: route.title, description: sentence(route) }),
    ApiBody({ required: true, schema: { $ref: `#/components/schemas/${route.command}` } }),
    ApiHeader({ name: 'Idempotency-Key', required: true, schema: { ...text, pattern: '^[\\w.:/-]{8,128}$' } }),
    ...(route.moves && route.motion !== 'always'
      ? [ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the last read.', schema: text })]
      : []),
    ApiHeader({ name: 'Acting-As', required: false, description: 'One of my own roles, where I hold several.', schema: text }),
    ...(route.birth ? [] : [ApiParam({ name: 'id', schema: { ...text, format: 'uuid' } })]),
    ...(route.motion === 'onRequest'
      ? [ApiQuery({ name: 'motion', required: false, description: 'Ask the bench for signatures first.', schema: { type: 'boolean' } })]
      : []),
    ApiResponse({ status: route.birth ? 201 : 200, description: 'Entered.', schema: { $ref: '#/components/schemas/Entered' } }),
    ...(route.motion !== 'never'
      ? [ApiResponse({ status: 202, description: 'Proposed to the bench: others sign.', schema: { $ref: '#/components/schemas/Entered' } })]
      : []),
  ];
}

/** The row as a sentence, for whoever reads the document. */
function sentence({ row, process }: CommandRoute): string {
  const who = row.by.filter((right) => right !== 'system').join(', ');
  const from = row.from === null ? '' : ` In ${row.from.join(', ')}.`;
  const to = row.to === 'same' ? ' The state stays.' : ` Leads to ${row.to}.`;
  const when = row.when.map((guard) => process.guards[guard]?.says ?? guard);
  return `By ${who}.${from}${to}${when.length === 0 ? '' : ` When: ${when.join(' ')}`} Records ${row.records}.`;
}
