import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { BACKLOG_GAUGES, readBacklog, type Backlog } from '@tregua/store';

/** Puts what waits among the metrics. Read when somebody asks, once for all of them; where the database does not answer, they are absent. */
export function measureBacklog(registry: Registry, dataSource: DataSource): void {
  let reading: Promise<Backlog | undefined> | undefined;
  const read = (): Promise<Backlog | undefined> => {
    reading ??= readBacklog(dataSource)
      .catch(() => undefined) // the readiness says so
      .finally(() => (reading = undefined));
    return reading;
  };
  for (const { name, help, of } of BACKLOG_GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const backlog = await read();
        this.reset();
        if (backlog !== undefined) this.set(of(backlog));
      },
    });
  }
}
