import type { DataSource } from 'typeorm';
import { ChannelListener } from './channel-listener.js';

/** Listens for "something waits in the outbox". Lost or doubled, a nudge changes nothing: the sweep stands behind it. */
export class OutboxListener extends ChannelListener {
  constructor(dataSource: DataSource, onNudge: () => void, onError: (error: Error) => void) {
    super(dataSource, 'tregua_outbox', onNudge, onError);
  }
}
