import { Agent, request } from 'node:http';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A client of one API on the loopback address, with connections that stay open. */
export class Client {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    connections: number,
    private readonly timeoutMs = 30_000,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send(call: Call): Promise<Reply> {
    return new Promise((done, fail) => {
      const headers = {
        ...call.headers,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(call.body)) }),
      };
      const outgoing = request(
        { host: '127.0.0.1', port: this.port, method: call.method, path: call.path, headers, agent: this.agent, timeout: this.timeoutMs },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', fail);
          incoming.on('end', () =>
            done({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      outgoing.on('error', fail);
      outgoing.on('timeout', () =>
        outgoing.destroy(new Error(`No answer to ${call.method} ${call.path} within ${this.timeoutMs / 1000} s.`)),
      );
      outgoing.end(call.body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Runs `count` pieces of work, `clients` at a time, each client taking the next when it is done. The first failure ends all. */
export async function drive(clients: number, count: number, work: (index: number) => Promise<void>): Promise<Figures> {
  const latencies: number[] = [];
  let next = 0;
  const started = process.hrtime.bigint();
  const client = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const from = process.hrtime.bigint();
      await work(index);
      latencies.push(Number(process.hrtime.bigint() - from) / 1e6);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { perSecond: round(count / seconds), p50Ms: round(at(0.5)), p99Ms: round(at(0.99)) };
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
