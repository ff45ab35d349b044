import { Module } from '@nestjs/common';
import { homeOf } from '../http/command-home.js';
import { commandController } from '../http/command-controller.js';
import { routesOf } from '../http/processes.js';
import { EvidenceController } from './evidence.controller.js';
import { UploadsController } from './uploads.controller.js';

/** What a case rests on. */
@Module({
  controllers: [
    EvidenceController,
    UploadsController,
    commandController(
      'EvidenceCommands',
      'evidence',
      routesOf('case', (command) => homeOf(command) === 'evidence'),
    ),
  ],
})
export class EvidenceModule {}
