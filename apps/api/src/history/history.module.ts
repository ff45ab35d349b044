import { Module } from '@nestjs/common';
import { HistoryController } from './history.controller.js';

/** Reading what happened, across streams. */
@Module({ controllers: [HistoryController] })
export class HistoryModule {}
