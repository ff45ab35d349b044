import { Module } from '@nestjs/common';
import { JobStreams } from './job-streams.js';
import { JobsController } from './jobs.controller.js';

/** Long work as people see it: asked for elsewhere, watched here. */
@Module({ controllers: [JobsController], providers: [JobStreams] })
export class JobsModule {}
