import { Client, type ClientConfig } from 'pg';

/**
 * A connection to PostgreSQL that may break between two statements without ending the process. A pool takes its own listener from a client that it
 * hands out, and an 'error' that nobody listens to is thrown; whoever holds the client learns of it by its next statement, which fails.
 */
export class SteadyClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
