import { Module, type DynamicModule } from '@nestjs/common';
import { Docket } from '@tregua/docket';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Visibility } from './visibility.js';

/** What every feature may ask for: the settings and connections, the door, and the one predicate of who may see what. */
@Module({})
export class BorderModule {
  static of(options: ApiOptions): DynamicModule {
    return {
      module: BorderModule,
      global: true,
      providers: [{ provide: API_OPTIONS, useValue: options }, { provide: Docket, useValue: options.docket }, Visibility],
      exports: [API_OPTIONS, Docket, Visibility],
    };
  }
}
