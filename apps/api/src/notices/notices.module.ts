import { Module } from '@nestjs/common';
import { NoticeDeliveries, PreferencesWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { CalendarController } from './calendar.controller.js';
import { CaseNoticesController } from './case-notices.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { NoticeStreams } from './notice-streams.js';
import { NoticesController } from './notices.controller.js';

const writers = [NoticeDeliveries, PreferencesWriter].map((writer) => ({
  provide: writer,
  inject: [API_OPTIONS],
  useFactory: ({ dataSource, keyring }: ApiOptions) => new writer(dataSource, keyring),
}));

/** Notices in the application: the list, the stream, what people chose, and what could not be delivered. */
@Module({
  controllers: [NoticesController, CalendarController, DeadLettersController, CaseNoticesController],
  providers: [...writers, NoticeStreams],
})
export class NoticesModule {}
