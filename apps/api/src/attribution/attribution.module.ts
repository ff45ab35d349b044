import { Module } from '@nestjs/common';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { MotionsController } from './motions.controller.js';
import { attributionCommands } from './attribution.commands.js';

/** Who is responsible: panel, challenges, ballots, rulings, review. */
@Module({
  controllers: [
    MotionsController,
    commandController(
      'AttributionCommands',
      'attribution',
      routesOf('case', (command) => attributionCommands.has(command)),
    ),
  ],
})
export class AttributionModule {}
