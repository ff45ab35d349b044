import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PagesController } from './pages.controller.js';

/** The one plain page without script, until the real pages replace it. */
@Module({ imports: [AccountsModule], controllers: [PagesController] })
export class PagesModule {}
