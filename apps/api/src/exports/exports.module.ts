import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller.js';

/** The auditor's bundles. */
@Module({ controllers: [ExportsController] })
export class ExportsModule {}
