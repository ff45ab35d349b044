import type { Logger } from '@tregua/platform';
import { checkQueue, QueueRefused, type QueueAddress } from '@tregua/jobs';

/**
 * Looks at the queue before anything starts. What a person must mend (tables of another version, a Redis that forgets) always refuses the start;
 * a queue that does not answer refuses it too, unless the deployment said that the worker shall then fire deadlines without it.
 *
 * @throws QueueRefused
 */
export async function readyQueue(
  queue: QueueAddress,
  { mayBeDown, logger }: { readonly mayBeDown: boolean; readonly logger: Logger },
): Promise<void> {
  try {
    await checkQueue(queue);
  } catch (error) {
    if (!(error instanceof QueueRefused) || error.reason !== 'unreachable' || !mayBeDown) throw error;
    logger.warn(`${error.message} Deadlines fire from the database meanwhile; notices wait.`);
  }
}
