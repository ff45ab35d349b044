import { Module } from '@nestjs/common';
import { RulingsController } from './rulings.controller.js';

/** What was published. */
@Module({ controllers: [RulingsController] })
export class RulingsModule {}
