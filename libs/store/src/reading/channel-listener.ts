import type { DataSource } from 'typeorm';
import { Client } from 'pg';

const AGAIN_MS = 1_000;

/**
 * Listens on one channel of PostgreSQL on a connection of its own, and connects again whenever it was lost. What is told meanwhile is lost too:
 * after each connect it tells once with an empty text, and whoever listens looks at everything.
 */
export class ChannelListener {
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    /** A name of ours, never a client's: it is written into the statement. */
    private readonly channel: string,
    private readonly onTold: (text: string) => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Returns at once; a database that does not answer yet is tried again. */
  start(): void {
    void this.connect();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined); // it may be broken already
  }

  private async connect(): Promise<void> {
    const { url } = this.dataSource.options as { readonly url?: string };
    const client = new Client({
      connectionString: url,
      application_name: 'tregua-listener',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    this.client = client;
    client.on('notification', ({ payload = '' }) => this.onTold(payload));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`listen ${this.channel}`);
      this.onTold('');
    } catch (error) {
      await client.end().catch(() => undefined); // it never began
      this.lost(client, error as Error);
    }
  }

  private lost(client: Client, error?: Error): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    if (error !== undefined) this.onError(error);
    void client.end().catch(() => undefined); // it is broken
    this.timer = setTimeout(() => void this.connect(), AGAIN_MS);
    this.timer.unref();
  }
}
