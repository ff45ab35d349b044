import { Module } from '@nestjs/common';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { remediesCommands } from './remedies.commands.js';

/** What is ordered, whether it is done, and what is referred outside. */
@Module({
  controllers: [
    commandController(
      'RemediesCommands',
      'remedies',
      routesOf('case', (command) => remediesCommands.has(command)),
    ),
  ],
})
export class RemediesModule {}
