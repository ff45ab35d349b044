import { Module } from '@nestjs/common';
import { OpenApiController } from './openapi.controller.js';
import { OPENAPI, OpenApiHolder } from './openapi-holder.js';

@Module({ controllers: [OpenApiController], providers: [{ provide: OPENAPI, useClass: OpenApiHolder }], exports: [OPENAPI] })
export class OpenApiModule {}
