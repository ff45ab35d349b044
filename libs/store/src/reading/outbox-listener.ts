import type { DataSource } from 'typeorm';
import { Client } from 'pg';

const CHANNEL = 'tregua_outbox';
const AGAIN_MS = 1_000;

/**
 * Listens for "something waits in the outbox" on a connection of its own, and connects again whenever it was lost. What is told meanwhile is lost
 * too: after each connect it nudges once, and the sweep stands behind it.
 */
export class OutboxListener {
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onNudge: () => void,
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
    client.on('notification', () => this.onNudge());
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.onNudge();
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
