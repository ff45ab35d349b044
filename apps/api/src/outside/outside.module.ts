import { Module } from '@nestjs/common';
import { OutsideController } from './outside.controller.js';

/** What those follow who answer for the outside: the coordination cell its clocks, a state what was asked of it. */
@Module({ controllers: [OutsideController] })
export class OutsideModule {}
