import { Module } from '@nestjs/common';
import { ContributionsController } from './contributions.controller.js';

@Module({ controllers: [ContributionsController] })
export class ContributionsModule {}
