import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { LogController } from './log.controller.js';
import { ReceiptInterceptor } from './receipt.interceptor.js';
import { ReceiptsController } from './receipts.controller.js';
import { Receipts } from './receipts.js';

/** The log for everybody, receipts for whoever writes, proofs for whoever may know of an entry. */
@Module({
  controllers: [LogController, ReceiptsController],
  providers: [Receipts, { provide: APP_INTERCEPTOR, useClass: ReceiptInterceptor }],
})
export class LogModule {}
