import { Module } from '@nestjs/common';
import { homeOf } from '../http/command-home.js';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { MotionsController } from './motions.controller.js';

/** Who is responsible: panel, challenges, ballots, rulings, review. */
@Module({
  controllers: [
    MotionsController,
    commandController(
      'AttributionCommands',
      'attribution',
      routesOf('case', (command) => homeOf(command) === 'attribution'),
    ),
  ],
})
export class AttributionModule {}
