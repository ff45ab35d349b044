import { sealFile, type SealedFile } from './seal-file';

/** Away from the page, so that a large video does not hold up whoever writes. */
export type SealWork = { readonly id: string; readonly file: File };
export type SealSaid = { readonly done: number } | { readonly sealed: SealedFile } | { readonly failed: string };

addEventListener('message', (event: MessageEvent<SealWork>) => {
  const say = (said: SealSaid): void => postMessage(said);
  sealFile(event.data.id, event.data.file, (done) => say({ done })).then(
    (sealed) => say({ sealed }),
    (error: unknown) => say({ failed: error instanceof Error ? error.name : 'Error' }),
  );
});
