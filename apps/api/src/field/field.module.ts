import { Module } from '@nestjs/common';
import { FieldController } from './field.controller.js';

/** Reports from devices that work without a line, and that may be seized. */
@Module({ controllers: [FieldController] })
export class FieldModule {}
