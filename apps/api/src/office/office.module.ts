import { Module } from '@nestjs/common';
import { AssignmentsController } from './assignments.controller.js';
import { TimeRequestsController } from './time-requests.controller.js';

/** What the office does about a case beside the law: who works on it, which party asks for more time. */
@Module({ controllers: [AssignmentsController, TimeRequestsController] })
export class OfficeModule {}
