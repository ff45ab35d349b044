import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccountsModule } from './accounts/accounts.module.js';
import type { ApiOptions } from './api-options.js';
import { AttributionModule } from './attribution/attribution.module.js';
import { BorderModule } from './http/border.module.js';
import { CasesModule } from './cases/cases.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { DisclosureModule } from './disclosure/disclosure.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { FieldModule } from './field/field.module.js';
import { HealthModule } from './health/health.module.js';
import { AuthorizationGuard } from './http/authorization.guard.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ShapePipe } from './http/shape.pipe.js';
import { HistoryModule } from './history/history.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { ContributionsModule } from './contributions/contributions.module.js';
import { MapModule } from './map/map.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LogModule } from './log/log.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { OfficeModule } from './office/office.module.js';
import { OutsideModule } from './outside/outside.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RemediesModule } from './remedies/remedies.module.js';
import { RulebooksModule } from './rulebooks/rulebooks.module.js';
import { RulingsModule } from './rulings/rulings.module.js';
import { SecrecyModule } from './secrecy/secrecy.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The whole API: a module a part of the Commission's work. What all of them share comes from the border. */
@Module({})
export class ApiModule {
  static of(options: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        BorderModule.of(options),
        HealthModule,
        AccountsModule,
        IntakeModule,
        ImportsModule,
        JobsModule,
        ContributionsModule,
        MapModule,
        EvidenceModule,
        FieldModule,
        ExportsModule,
        AttributionModule,
        RemediesModule,
        OutsideModule,
        CasesModule,
        OfficeModule,
        RulebooksModule,
        RulingsModule,
        SecrecyModule,
        DisclosureModule,
        HistoryModule,
        WebhooksModule,
        NoticesModule,
        LogModule,
        PagesModule.of(options),
        OpenApiModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AuthorizationGuard },
        { provide: APP_PIPE, useClass: ShapePipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
