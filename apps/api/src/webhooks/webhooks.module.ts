import { Module } from '@nestjs/common';
import { WebhooksWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { WebhooksController } from './webhooks.controller.js';

/** Who outside is called, and where that is allowed. */
@Module({
  controllers: [WebhooksController],
  providers: [
    {
      provide: WebhooksWriter,
      inject: [API_OPTIONS],
      useFactory: ({ dataSource, keyring, settings }: ApiOptions) =>
        new WebhooksWriter(dataSource, keyring, { allowLoopback: settings.webhooksToLoopback === true }),
    },
  ],
})
export class WebhooksModule {}
