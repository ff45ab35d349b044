import { Module } from '@nestjs/common';
import { PagesController } from './pages.controller.js';

/** The one plain page without script, until the real pages replace it. */
@Module({ controllers: [PagesController] })
export class PagesModule {}
