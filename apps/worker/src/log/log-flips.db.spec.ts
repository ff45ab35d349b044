import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseCheckpoint, rootOf, leafHash, toHex, writeLogEntry, entryOf, eventHash } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import { LogNonces } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { fsckOf, logWorkOn, TestSigner, writeEntries } from './log.testing.js';
import { TreeSigning } from './tree-signing.js';

/** Few by default; the long forms are LOG_FLIPS=200 and 1000. */
const FLIPS = Number(process.env['LOG_FLIPS'] ?? 48);

/** The same numbers each time. */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Passes everything on to the signer, and flips one bit of one message when it is told to. */
class FlippingWire {
  private readonly server: Server;
  next: { readonly part: 'request' | 'answer'; readonly at: number } | undefined;
  url = '';

  constructor(private readonly to: string) {
    this.server = createServer((incoming, outgoing) => void this.pass(incoming, outgoing));
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async pass(incoming: import('node:http').IncomingMessage, outgoing: import('node:http').ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const flip = incoming.url?.startsWith('/checkpoint') === true ? this.next : undefined;
    if (flip !== undefined) this.next = undefined;
    if (flip?.part === 'request') flipIn(body, flip.at);
    const onward = request(new URL(incoming.url ?? '/', this.to), { method: incoming.method, headers: incoming.headers }, (answer) => {
      void readAll(answer).then((bytes) => {
        if (flip?.part === 'answer') flipIn(bytes, flip.at);
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(bytes);
      });
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function flipIn(bytes: Buffer, at: number): void {
  if (bytes.length > 0) bytes[Math.floor(at / 8) % bytes.length] = (bytes[Math.floor(at / 8) % bytes.length] as number) ^ (1 << (at % 8));
}

let database: TestDatabase;
let signer: TestSigner;
let wire: FlippingWire;

beforeAll(async () => {
  database = await createTestDatabase(6);
  signer = await new TestSigner().start();
  wire = await new FlippingWire(signer.url).listen();
}, 60_000);
afterAll(async () => {
  await wire?.close();
  await signer?.remove();
  await database?.drop();
});

/** Leaves that were worked out before: under a signature nothing moves any more, and what moved all the same would give another root. */
const leaves: Uint8Array[] = [];

/** What the log must be, worked out from the history itself and from nothing that the log keeps but the order. */
async function trueRoot(size: number): Promise<string> {
  const nonces = await LogNonces.open(database.dataSource, database.keyring);
  const rows = await database.ask<{ bytes: Buffer }>(
    'select e.bytes from tregua.log_entries l join tregua.entries e on e.stream = l.stream and e.seq = l.seq where l.idx >= $1 and l.idx < $2 order by l.idx',
    [leaves.length, size],
  );
  for (const { bytes } of rows) {
    const { stream, seq, prev, at } = entryOf(bytes);
    leaves.push(leafHash(writeLogEntry({ v: 1, tag: nonces.tagOf(stream), seq, prev, eventHash: eventHash(bytes, sha256), at }), sha256));
  }
  return toHex(rootOf(leaves.slice(0, size), sha256));
}

/** Where a bit turns over between the giving of an index and the signature. */
const PLACES: readonly { readonly name: string; readonly flip: (chance: (below: number) => number) => Promise<void> }[] = [
  {
    name: 'an entry of the log',
    flip: async (chance) => {
      await asSuperuser(
        `update tregua.log_entries set entry = set_bit(entry, $1 % (length(entry) * 8), 1 - get_bit(entry, $1 % (length(entry) * 8)))
        where idx = (select max(idx) from tregua.log_entries)`,
        chance(1_000_000),
      );
    },
  },
  {
    name: 'the root',
    flip: async (chance) => await asSuperuser('update tregua.log_tree set root = set_bit(root, $1, 1 - get_bit(root, $1))', chance(256)),
  },
  {
    name: 'the size',
    flip: async (chance) => await asSuperuser('update tregua.log_tree set size = size # (1::bigint << $1::integer)', chance(20)),
  },
  {
    name: 'a node above the leaves',
    flip: async (chance) =>
      await asSuperuser(
        'update tregua.log_nodes set hash = set_bit(hash, $1, 1 - get_bit(hash, $1)) where idx = (select max(idx) from tregua.log_nodes where level = 1) and idx >= (select coalesce(max(size), 0) / 256 from tregua.log_checkpoints)',
        chance(256),
      ),
  },
  { name: 'what is sent to the signer', flip: (chance) => Promise.resolve(void (wire.next = { part: 'request', at: chance(1_000_000) })) },
  { name: 'what it answers', flip: (chance) => Promise.resolve(void (wire.next = { part: 'answer', at: chance(1_000_000) })) },
];

async function asSuperuser(sql: string, bit: number): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query('set session_replication_role = replica');
  await client.query(sql, [bit]);
  await client.end();
}

describe('a bit that turns over between sequencing and signing', () => {
  it(`is never signed, and the log recovers: ${FLIPS} flips in ${PLACES.length} places`, async () => {
    const chance = chanceOf(20_260_106);
    const wrong: string[] = [];
    const unmended: string[] = [];
    let work = logWorkOn(database, wire.url);
    let at: { name: string; flip: (typeof PLACES)[number]['flip'] } | undefined;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
    const original = TreeSigning.prototype.signTo;
    // The one seam of the test: what lies in the tables is changed in the moment between the batch and its signature.
    TreeSigning.prototype.signTo = async function (this: TreeSigning, to) {
      const place = at;
      at = undefined;
      await place?.flip(chance);
      return await original.call(this, to);
    };
    try {
      for (let flip = 0; flip < FLIPS; flip += 1) {
        const place = PLACES[flip % PLACES.length] as (typeof PLACES)[number];
        await writeEntries(database, `import/flip-${flip}`, place.name.startsWith('a node') ? 1 : 2);
        if (place.name.startsWith('a node')) await fill(300, flip);
        at = place;
        for (let turn = 0; turn < 4; turn += 1) await work.step().catch(() => undefined);
        await work.settled();
        const checkpoints = await database.ask<{ size: string; root: string; note: string }>(
          `select size, encode(root, 'hex') as root, note from tregua.log_checkpoints order by id desc limit 2`,
        );
        for (const { size, root, note } of checkpoints) {
          const { checkpoint } = parseCheckpoint(note);
          if (toHex(checkpoint.root) !== (await trueRoot(Number(size))) || toHex(checkpoint.root) !== root)
            wrong.push(`${place.name} ${flip}`);
        }
        const view = signer.signer.view();
        if (view.root !== (await trueRoot(view.size))) wrong.push(`${place.name} ${flip}: the signer`);
        const [left] = await database.ask<{ n: string }>('select count(*) as n from tregua.log_pending');
        const [all] = await database.ask<{ n: string }>('select count(*) as n from tregua.entries');
        if (Number(left?.n) > 0 || view.size !== Number(all?.n)) unmended.push(`${place.name} ${flip}`);
        if (flip % 25 === 24) {
          await work.stop();
          work = logWorkOn(database, wire.url);
        }
      }
    } finally {
      TreeSigning.prototype.signTo = original;
      await work.stop();
    }
    expect({ wrong, unmended }).toEqual({ wrong: [], unmended: [] });
    expect(await fsckOf(database)).toMatchObject({ findings: [] });
  }, 3_600_000);
});

/** Many streams of one entry at once, so that a tile becomes full. */
async function fill(count: number, salt: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      actor: { id: 'system', role: 'system' },
      at: '2026-01-01T00:00:00.000Z',
      command: 'DoThis',
      data: {},
      prev: '0'.repeat(64),
      rulebook: null,
      seq: 1,
      stream: `import/f${salt}-${n}`,
      type: 'ThisDone',
      v: 1,
    }),
  );
  await database.ask(
    `insert into tregua.stream_heads (stream, seq, hash, at) select b::json->>'stream', 1, sha256(b::bytea), now() from unnest($1::text[]) b`,
    [rows],
  );
  await database.ask(
    `insert into tregua.entries (stream, seq, at, type, hash, bytes)
     select b::json->>'stream', 1, now(), 'ThisDone', sha256('tregua-event/v1'::bytea || '\\x00'::bytea || convert_to(b, 'UTF8')), convert_to(b, 'UTF8') from unnest($1::text[]) b`,
    [rows],
  );
}
