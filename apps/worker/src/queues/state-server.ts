import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { WorkerState } from './worker-state.js';

export interface StateServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves /health/live, /health/ready and /metrics of the worker, and nothing else. There are no ids and no names in it, but how busy a commission
 * is concerns nobody: it listens on the address that the operator named, loopback where none was.
 */
export async function serveState(
  state: WorkerState,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<StateServer> {
  const server: Server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(request.method === 'HEAD' ? undefined : body);
    };
    const json = (status: number, body: object): void => answer(status, 'application/json', JSON.stringify(body));
    const path = request.method === 'GET' || request.method === 'HEAD' ? request.url : undefined;
    void (async () => {
      if (path === '/health/live') return json(200, { status: 'up' });
      if (path === '/health/ready') {
        const readiness = await state.readiness();
        return json(readiness.status === 'down' ? 503 : 200, readiness);
      }
      if (path === '/metrics') return answer(200, 'text/plain; version=0.0.4; charset=utf-8', await state.metrics());
      return json(404, { status: 'not found' });
    })().catch(() => json(500, { status: 'down' }));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
