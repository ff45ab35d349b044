import { Module } from '@nestjs/common';
import { ImportsController } from './imports.controller.js';

/** Files of observations come in, and become incidents and reports. */
@Module({ controllers: [ImportsController] })
export class ImportsModule {}
