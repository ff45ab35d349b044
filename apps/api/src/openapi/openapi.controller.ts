import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../http/authorization.guard.js';
import { OPENAPI, type OpenApiHolder } from './openapi-holder.js';

/** The document that openapi.json is, from this very process. */
@ApiExcludeController()
@Controller('api')
export class OpenApiController {
  constructor(@Inject(OPENAPI) private readonly holder: OpenApiHolder) {}

  @Get('openapi.json')
  @Allow('open')
  document(): object {
    return this.holder.document();
  }
}
