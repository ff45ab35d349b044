import { Readable, Writable } from 'node:stream';
import type { Connection, Submittable } from 'pg';

/** What pg's connection can do beyond what its types say. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** The rows of one `copy … to stdout`, as the server sends them; the server waits while nobody reads. */
export class CopyOut extends Readable implements Submittable {
  /** How many rows were sent; known at the end. */
  rows = 0;
  private connection: Connection | undefined;

  constructor(private readonly sql: string) {
    super();
  }

  submit(connection: Connection): void {
    this.connection = connection;
    connection.query(this.sql);
  }

  override _read(): void {
    this.connection?.stream.resume();
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    // A copy: pg uses its buffer again for what comes next.
    if (!this.push(Buffer.from(chunk))) this.connection?.stream.pause();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.rows = Number(text.split(' ').at(-1));
  }

  handleReadyForQuery(): void {
    this.push(null);
  }

  handleError(error: Error): void {
    this.connection?.stream.resume();
    this.destroy(error);
  }
}

/** Takes the bytes of one `copy … from stdin`. It has finished when the server has taken them all, and fails with the server's reason. */
export class CopyIn extends Writable implements Submittable {
  rows = 0;
  private connection: CopyConnection | undefined;
  private begin: (() => void) | undefined;
  private settle: ((error?: Error) => void) | undefined;

  constructor(private readonly sql: string) {
    super({ decodeStrings: true });
  }

  submit(connection: Connection): void {
    this.connection = connection as CopyConnection;
    connection.query(this.sql);
  }

  override _construct(ready: (error?: Error) => void): void {
    this.begin = () => ready();
    this.settle = ready;
  }

  handleCopyInResponse(): void {
    this.settle = undefined;
    this.begin?.();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error) => void): void {
    const { connection } = this;
    connection?.sendCopyFromChunk(chunk);
    if (connection?.stream.writableNeedDrain === true) connection.stream.once('drain', () => done());
    else done();
  }

  override _final(done: (error?: Error) => void): void {
    this.settle = done;
    this.connection?.endCopyFrom();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.rows = Number(text.split(' ').at(-1));
  }

  handleReadyForQuery(): void {
    this.settle?.();
    this.settle = undefined;
  }

  handleError(error: Error): void {
    const { settle } = this;
    this.settle = undefined;
    if (settle === undefined) this.destroy(error);
    else settle(error);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error !== null && !this.writableFinished) this.connection?.sendCopyFail('given up');
    done(error);
  }
}
