import { Module } from '@nestjs/common';
import { ExportController } from './export.controller.js';
import { homeOf } from '../http/command-home.js';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { CasesController } from './cases.controller.js';

/** Cases as such: opening, staying, joining, severity, withdrawal and return; and their lists, views, histories and exports. */
@Module({
  controllers: [
    CasesController,
    ExportController,
    commandController(
      'CaseCommands',
      'cases',
      routesOf('case', (command) => homeOf(command) === 'cases'),
    ),
  ],
})
export class CasesModule {}
