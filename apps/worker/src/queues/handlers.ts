import type { Type } from '@nestjs/common';
import type { JobName } from '@tregua/jobs';
import { NoticeSender } from '../channels/notice-sender.js';
import { DeadlineWakes } from '../deadline-wakes.js';
import { NoticeDecisions } from '../notices/notice-decisions.js';
import type { BringsProcessors } from './brings-processors.js';

/** Every part that brings processors. A job of the catalogue must be brought by exactly one of them, or the worker does not start. */
export const handlers: readonly Type<BringsProcessors>[] = [DeadlineWakes, NoticeDecisions, NoticeSender];

/** Jobs of the catalogue that no part of this worker does. */
export const doneElsewhere: readonly JobName[] = ['build-export', 'run-import'];
