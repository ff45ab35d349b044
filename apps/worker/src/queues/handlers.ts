import type { Type } from '@nestjs/common';
import { NoticeSender } from '../channels/notice-sender.js';
import { DeadlineWakes } from '../deadline-wakes.js';
import { LongWorkRunner } from '../long-work/long-work-runner.js';
import { NoticeDecisions } from '../notices/notice-decisions.js';
import type { BringsProcessors } from './brings-processors.js';

/** Every part that brings processors. A job of the catalogue must be brought by exactly one of them, or the worker does not start. */
export const handlers: readonly Type<BringsProcessors>[] = [DeadlineWakes, NoticeDecisions, NoticeSender, LongWorkRunner];
