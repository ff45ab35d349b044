import { v7 } from 'uuid';
import type { SealedFile } from './seal-file';
import type { SealSaid, SealWork } from './seal-file.worker';

/**
 * Seals a picked file in a worker.
 *
 * @throws Error whose message is the name of what failed, such as QuotaExceededError where the device is full.
 */
export async function sealApart(file: File, tell: (done: number) => void): Promise<SealedFile> {
  const worker = new Worker(new URL('./seal-file.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<SealedFile>((done, fail) => {
      worker.addEventListener('message', ({ data }: MessageEvent<SealSaid>) => {
        if ('sealed' in data) done(data.sealed);
        else if ('failed' in data) fail(new Error(data.failed));
        else tell(data.done);
      });
      worker.addEventListener('error', () => fail(new Error('WorkerError')));
      worker.postMessage({ id: v7(), file } satisfies SealWork);
    });
  } finally {
    worker.terminate();
  }
}
