import { Module, type DynamicModule } from '@nestjs/common';
import type { ApiOptions } from '../api-options.js';
import { PlainPagesController } from './plain-pages.controller.js';
import { ProblemsPageController } from './problems-page.controller.js';

/** What is no part of the API. The plain pages without script are served where the real ones were not built. */
@Module({})
export class PagesModule {
  static of({ settings }: ApiOptions): DynamicModule {
    const plain = settings.pagesFolder === undefined ? [PlainPagesController] : [];
    return { module: PagesModule, controllers: [ProblemsPageController, ...plain] };
  }
}
