import { Module } from '@nestjs/common';
import { homeOf } from '../http/command-home.js';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';

/** What is ordered, whether it is done, and what is referred outside. */
@Module({
  controllers: [
    commandController(
      'RemediesCommands',
      'remedies',
      routesOf('case', (command) => homeOf(command) === 'remedies'),
    ),
  ],
})
export class RemediesModule {}
