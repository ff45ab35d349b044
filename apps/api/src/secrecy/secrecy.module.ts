import { Module } from '@nestjs/common';
import { SecrecyController } from './secrecy.controller.js';

/** Levels, compartments and grants. */
@Module({ controllers: [SecrecyController] })
export class SecrecyModule {}
