import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consistencyProof, judgeCheckpoint, parsePolicy, type Policy } from '@tregua/ledger';
import { ed25519, sha256 } from '@tregua/platform';
import { SmallLog, startWitness, type StartedWitness } from '../../../witness/src/witness.testing.js';
import { WitnessClient, type ProveGrowth } from './witness-client.js';

const log = new SmallLog('example.com/log', 40);
const prove: ProveGrowth = (oldSize, size) => Promise.resolve(consistencyProof(oldSize, log.leaves.slice(0, size), sha256));

/** An address that is nobody's: taken and given back. */
async function deadAddress(): Promise<string> {
  const server = await serve((_, response) => response.end());
  await new Promise((done) => server.close(done));
  return server.url;
}

async function serve(listener: RequestListener): Promise<Server & { url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

let asked = 0;

describe('a checkpoint goes to its witnesses', () => {
  const witnesses: StartedWitness[] = [];
  const servers: Server[] = [];
  const policyOf = (urls: readonly string[], threshold: number, vkeys = witnesses.map(({ vkey }) => vkey)): Policy =>
    parsePolicy(
      [
        `log ${log.vkey}`,
        ...urls.map((url, at) => `witness w${at + 1} ${vkeys[at]} ${url}`),
        `group all-of-them ${threshold} ${urls.map((_, at) => `w${at + 1}`).join(' ')}`,
        'quorum all-of-them\n',
      ].join('\n'),
      sha256,
    );

  beforeEach(async () => {
    for (let count = 0; count < 3; count += 1) witnesses.push(await startWitness([log.vkey]));
  });
  afterEach(async () => {
    for (const witness of witnesses.splice(0)) await witness.close();
    for (const server of servers.splice(0)) {
      (server as unknown as { closeAllConnections(): void }).closeAllConnections();
      server.close();
    }
  });

  it('is cosigned by all, and holds under the policy', async () => {
    const policy = policyOf(
      witnesses.map(({ server }) => server.url),
      3,
    );
    const gathered = await new WitnessClient(policy).gather(log.checkpoint(5), prove);
    expect(gathered.replies.map(({ outcome }) => outcome)).toEqual(['cosigned', 'cosigned', 'cosigned']);
    expect(gathered.quorumIsMet).toBe(true);
    expect(judgeCheckpoint(gathered.note, policy, ed25519)).toMatchObject({
      holds: true,
      cosigned: [{ name: 'w1' }, { name: 'w2' }, { name: 'w3' }],
    });
  });

  it('grows with them, and a client that was started anew learns their sizes', async () => {
    const policy = policyOf(
      witnesses.map(({ server }) => server.url),
      3,
    );
    const client = new WitnessClient(policy);
    for (const size of [1, 1, 2, 9, 20]) expect(await client.gather(log.checkpoint(size), prove)).toMatchObject({ quorumIsMet: true });
    const anew = await new WitnessClient(policy).gather(log.checkpoint(33), prove);
    expect(anew.replies.map(({ outcome }) => outcome)).toEqual(['cosigned', 'cosigned', 'cosigned']);
  });

  it('waits for nobody who is away, and says who was', async () => {
    const [first, second] = witnesses.map(({ server }) => server.url) as [string, string, string];
    const gathered = await new WitnessClient(
      policyOf([first, await deadAddress(), second], 2, [witnesses[0]!.vkey, witnesses[2]!.vkey, witnesses[1]!.vkey]),
    ).gather(log.checkpoint(5), prove);
    expect(gathered.quorumIsMet).toBe(true);
    expect(gathered.replies.map(({ outcome }) => outcome)).toEqual(['cosigned', 'silent', 'cosigned']);
    expect(gathered.replies[1]?.problem).toContain('ECONNREFUSED');
  });

  it('stops waiting for one that never answers once the quorum is reached', async () => {
    const mute = await serve(() => undefined);
    servers.push(mute);
    const [first, second] = witnesses.map(({ server }) => server.url) as [string, string, string];
    const began = performance.now();
    const client = new WitnessClient(policyOf([first, second, mute.url], 2), { timeoutMs: 30_000, graceMs: 50 });
    const gathered = await client.gather(log.checkpoint(5), prove);
    expect(gathered.replies.map(({ outcome }) => outcome)).toEqual(['cosigned', 'cosigned', 'silent']);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('gives up within its time where the quorum cannot be reached, and says so', async () => {
    const mute = await serve(() => undefined);
    servers.push(mute);
    const gathered = await new WitnessClient(policyOf([mute.url], 1), { timeoutMs: 100, graceMs: 50 }).gather(log.checkpoint(5), prove);
    expect(gathered).toMatchObject({ quorumIsMet: false, replies: [{ outcome: 'silent' }] });
    expect(gathered.note).toBe(log.checkpoint(5));
  });

  it('tells that a witness has seen more than the log now says', async () => {
    const policy = policyOf([witnesses[0]!.server.url], 1);
    await new WitnessClient(policy).gather(log.checkpoint(20), prove);
    const rolledBack = await new WitnessClient(policy).gather(log.checkpoint(12), prove);
    expect(rolledBack).toMatchObject({
      quorumIsMet: false,
      replies: [{ outcome: 'ahead', problem: 'It has cosigned size 20; this checkpoint has 12.' }],
    });
  });

  it('tells that a witness finds another history', async () => {
    const policy = policyOf([witnesses[0]!.server.url], 1);
    const client = new WitnessClient(policy);
    await client.gather(log.checkpoint(20), prove);
    const other = new SmallLog('example.com/log', 40, 7, 'other');
    const forked = await client.gather(other.checkpoint(30), (oldSize, size) =>
      Promise.resolve(consistencyProof(oldSize, other.leaves.slice(0, size), sha256)),
    );
    expect(forked.replies).toEqual([
      { witness: 'w1', outcome: 'refused', problem: '422 consistency proof: does not lead from size 20 to size 30' },
    ]);
  });

  it.each<[string, RequestListener, string]>([
    ['another key than the policy names', () => undefined, 'holds no cosignature'],
    ['an endless answer', (_, response) => response.end('x'.repeat(200_000)), 'longer than 65536 bytes'],
    ['what is no signature', (_, response) => response.end('— w1 AAAA'), 'note signatures'],
    ['a size that is none', (_, response) => response.writeHead(409).end('many\n'), 'size of a witness'],
    ['another size each time', (_, response) => response.writeHead(409).end(`${(asked += 1)}\n`), 'another size each time'],
    ['a redirection', (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(), 'redirect'],
    ['a fault of its own', (_, response) => response.writeHead(500).end('no\n'), '500 no'],
  ])('takes nothing from a witness that answers with %s', async (what, listener, problem) => {
    const server = await serve(listener);
    servers.push(server);
    const wrongKey = what.startsWith('another key');
    const policy = policyOf([wrongKey ? witnesses[0]!.server.url : server.url], 1, [witnesses[wrongKey ? 1 : 0]!.vkey]);
    const gathered = await new WitnessClient(policy).gather(log.checkpoint(5), prove);
    expect(gathered).toMatchObject({ quorumIsMet: false, replies: [{ outcome: 'silent' }] });
    expect(gathered.replies[0]?.problem).toContain(problem);
  });

  it('asks nobody without an address', async () => {
    const policy = parsePolicy(`log ${log.vkey}\nwitness w1 ${witnesses[0]!.vkey}\nquorum none\n`, sha256);
    expect((await new WitnessClient(policy).gather(log.checkpoint(5), prove)).replies).toEqual([
      { witness: 'w1', outcome: 'skipped', problem: 'The policy says no address.' },
    ]);
  });
});
