import { Module } from '@nestjs/common';
import { ErasuresController } from './erasures.controller.js';
import { ValuesController } from './values.controller.js';

/** Values handed out, held back, kept and forgotten. */
@Module({ controllers: [ValuesController, ErasuresController] })
export class DisclosureModule {}
