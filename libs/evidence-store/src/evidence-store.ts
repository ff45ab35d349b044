import type { Readable } from 'node:stream';

/** What was received: the digest is the server's own, over the bytes as they came. */
export interface ReceivedBytes {
  /** 64 lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

/** Keeps bytes under their own SHA-256. Originals are never altered: the name of a thing is what it is. Also the token under which Nest injects it. */
export abstract class EvidenceStore {
  /**
   * Takes bytes in and keeps them when all have come.
   *
   * @throws EvidenceIsTooLarge as soon as more than `limitBytes` have come; nothing of it stays.
   */
  abstract receive(bytes: Readable, limitBytes: number): Promise<ReceivedBytes>;
  /** The size, or undefined where there is nothing under this digest. */
  abstract sizeOf(sha256: string): Promise<number | undefined>;
  /** @throws EvidenceIsMissing */
  abstract open(sha256: string): Promise<Readable>;
  /** Reads the bytes again: are they still what their name says? */
  abstract isIntact(sha256: string): Promise<boolean>;
  /** For erasure alone, which two persons decide elsewhere. Removing what is not there is no error. */
  abstract remove(sha256: string): Promise<void>;
}

export class EvidenceIsTooLarge extends Error {
  constructor(readonly limitBytes: number) {
    super(`More than ${limitBytes} bytes.`);
    this.name = 'EvidenceIsTooLarge';
  }
}

export class EvidenceIsMissing extends Error {
  constructor(readonly sha256: string) {
    super(`There is nothing under ${sha256}.`);
    this.name = 'EvidenceIsMissing';
  }
}
