import { Module } from '@nestjs/common';
import { attributionCommands } from '../attribution/attribution.commands.js';
import { evidenceCommands } from '../evidence/evidence.commands.js';
import { ExportController } from './export.controller.js';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { CasesController } from './cases.controller.js';
import { remediesCommands } from '../remedies/remedies.commands.js';

const elsewhere = [attributionCommands, evidenceCommands, remediesCommands];
const belongsHere = (command: string): boolean => !elsewhere.some((commands) => commands.has(command));

/** Cases as such: opening, staying, joining, severity, withdrawal and return; and their lists, views, histories and exports. */
@Module({ controllers: [CasesController, ExportController, commandController('CaseCommands', 'cases', routesOf('case', belongsHere))] })
export class CasesModule {}
