export { catalogue, queuesOf, type JobKind, type JobName, type PayloadOf, type QueueName } from './catalogue.js';
export { jobIdOf } from './job-id.js';
export { openBullQueues, openJobQueue, QueueIsDown, type AddOptions, type JobQueue, type QueueDepth } from './job-queue.js';
export { DecideNoticesPayload, DeliverNoticePayload, LongWorkPayload, SendDigestPayload, WakeDeadlinesPayload } from './payloads.js';
export { eachOnce, processorOf, startProcessors, type Processor, type ProcessorOptions, type Processors } from './processors.js';
export { queueAddress, readQueueUrl, type QueueAddress } from './queue-address.js';
export { checkQueue, migrateQueue, QueueRefused } from './queue-schema.js';
