import { Module } from '@nestjs/common';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { ReportsController } from './reports.controller.js';

/** Reports come in, are verified and triaged. */
@Module({
  controllers: [
    ReportsController,
    commandController(
      'IntakeCommands',
      'intake',
      routesOf('report', () => true),
    ),
  ],
})
export class IntakeModule {}
