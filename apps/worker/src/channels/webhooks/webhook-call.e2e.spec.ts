import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { call, type CallRules, type Called } from './webhook-call.js';

const OPEN: CallRules = { allowLoopback: true };

describe('a call of a webhook', () => {
  let server: Server;
  let base: string;
  let answer: RequestListener = (_, response) => void response.writeHead(204).end();
  let seen: { url?: string; method?: string; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ url: request.url ?? '', method: request.method ?? '', body });
        answer(request, response);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    seen = [];
    answer = (_, response) => void response.writeHead(204).end();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (url: string, rules = OPEN, timeoutMs = 2_000): Promise<Called> =>
    call(rules, { url, body: '{"a":"й"}', headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(timeoutMs) });

  it('posts the body as it is, and answers with the status', async () => {
    expect(await send(`${base}/in`)).toEqual({ httpStatus: 204 });
    expect(seen).toEqual([{ url: '/in', method: 'POST', body: '{"a":"й"}' }]);
  });

  it('does not follow a redirect', async () => {
    answer = (_, response) => void response.writeHead(307, { location: `${base}/elsewhere` }).end();
    expect(await send(`${base}/in`)).toEqual({ httpStatus: 307 });
    expect(seen.map(({ url }) => url)).toEqual(['/in']);
  });

  it('does not call this machine unless a test allows it', async () => {
    expect(await send(`${base}/in`, { allowLoopback: false })).toEqual({ error: 'addressIsPrivate' });
    expect(seen).toEqual([]);
  });

  it.each(['10.0.0.1', '192.168.1.1', '169.254.169.254', '0.0.0.0', '[fd00::1]', '[::ffff:10.0.0.1]', '100.64.0.1'])(
    'does not call %s, though tests are allowed this machine',
    async (host) => {
      expect(await send(`http://${host}:1/`)).toEqual({ error: 'addressIsPrivate' });
    },
  );

  it('looks at the address of each connection: a name that changes its mind gains nothing', async () => {
    const resolved = ['127.0.0.1', '10.0.0.7', '127.0.0.1'];
    const lookup: LookupFunction = (_, options, done) => {
      const address = resolved.shift() as string;
      if (options.all === true) done(null, [{ address, family: 4 }]);
      else done(null, address, 4);
    };
    const { port } = server.address() as AddressInfo;
    const url = `http://rebinds.example:${port}/in`;
    expect(await send(url, { allowLoopback: true, lookup })).toEqual({ httpStatus: 204 });
    expect(await send(url, { allowLoopback: true, lookup })).toEqual({ error: 'addressIsPrivate' });
    expect(await send(url, { allowLoopback: false, lookup })).toEqual({ error: 'addressIsPrivate' });
    expect(seen).toHaveLength(1);
  });

  it('refuses a name of which any address is private', async () => {
    const lookup: LookupFunction = (_, options, done) => {
      const addresses = ['93.184.216.34', '10.0.0.7'].map((address) => ({ address, family: 4 }));
      if (options.all === true) done(null, addresses);
      else done(null, '10.0.0.7', 4);
    };
    expect(await send('http://both.example:1/', { allowLoopback: false, lookup })).toEqual({ error: 'addressIsPrivate' });
  });

  it('ends with the attempt when no answer comes', async () => {
    answer = () => undefined;
    const started = performance.now();
    expect(await send(`${base}/hangs`, OPEN, 200)).toEqual({ error: 'noAnswerInTime' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('takes the status of an answer whose body never ends, or is too large', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(16_384), () => setImmediate(more));
      };
      more();
    };
    expect(await send(`${base}/floods`)).toEqual({ httpStatus: 200 });
    answer = (_, response) => void response.writeHead(200).write('.');
    expect(await send(`${base}/drips`, OPEN, 200)).toEqual({ httpStatus: 200 });
  });

  it('names what went wrong with the connection', async () => {
    expect(await send('http://127.0.0.1:1/')).toEqual({ error: 'connectionIsRefused' });
    expect(await send(base.replace('http:', 'https:'))).toEqual({ error: 'certificateIsRefused' });
    answer = (request) => void request.socket.destroy();
    expect(await send(`${base}/breaks`)).toEqual({ error: 'connectionBroke' });
    const lookup: LookupFunction = (_, __, done) => done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
    expect(await send('http://nowhere.example/', { allowLoopback: false, lookup })).toEqual({ error: 'nameIsUnknown' });
  });
});
