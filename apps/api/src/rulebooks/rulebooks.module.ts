import { Module } from '@nestjs/common';
import { RulebooksController } from './rulebooks.controller.js';

@Module({ controllers: [RulebooksController] })
export class RulebooksModule {}
