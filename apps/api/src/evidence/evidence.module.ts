import { Module } from '@nestjs/common';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { EvidenceController } from './evidence.controller.js';
import { evidenceCommands } from './evidence.commands.js';

/** What a case rests on. */
@Module({
  controllers: [
    EvidenceController,
    commandController(
      'EvidenceCommands',
      'evidence',
      routesOf('case', (command) => evidenceCommands.has(command)),
    ),
  ],
})
export class EvidenceModule {}
