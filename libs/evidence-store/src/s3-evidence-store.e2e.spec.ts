import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from 'node:http';
import * as s3 from '@aws-sdk/client-s3';
import { inFrontOf, startS3, type Before, type TestS3 } from '../../../test/support/s3.js';
import { describeEvidenceStore, digestOf, inChunks } from './evidence-store.testing.js';
import { EvidenceIsMissing, makeEvidenceBucket, openEvidenceStores, readEvidenceUrl, type EvidenceStores } from './index.js';
import { S3EvidenceStore } from './s3-evidence-store.js';

let server: TestS3;
let stores: EvidenceStores;
let contracted: S3EvidenceStore;
const fronts: Server[] = [];
/** The least that S3 takes. */
const PART_BYTES = 5 * 1024 * 1024;

beforeAll(async () => {
  server = await startS3();
  stores = await openEvidenceStores(readEvidenceUrl({ EVIDENCE_URL: server.url('tregua/2026'), ...server.environment }, 'unused'));
  contracted = await by(dropsUploads, 'tregua/2026/');
});
afterAll(async () => {
  stores?.close();
  for (const front of fronts) front.close();
  await server?.stop();
});

/** What this server lacks: it cannot abort an upload in parts. So that is done in front of it: the parts go. */
const dropsUploads: Before = ({ method, url }) => {
  const upload = method === 'DELETE' ? /[?&]uploadId=([0-9a-f]+)/.exec(url ?? '')?.[1] : undefined;
  if (upload === undefined) return undefined;
  rmSync(join(server.folder, 'evidence', '._S3rver_uploads', upload), { recursive: true });
  return { status: 204, body: '' };
};

describeEvidenceStore('in S3', () => ({
  store: contracted,
  kept: () => server.keys(),
  alter: (sha256) => {
    const key = `tregua/2026/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
    writeFileSync(join(server.folder, 'evidence', `${key}._S3rver_object`), 'altered!');
  },
  partBytes: PART_BYTES,
}));

/** A store whose requests go by a server in front. */
async function by(before: Before, prefix = 'fronted/'): Promise<S3EvidenceStore> {
  const { endpoint, server: front } = await inFrontOf(server.endpoint, before);
  fronts.push(front);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = server.environment;
  const client = new s3.S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return new S3EvidenceStore(s3, client, { bucket: 'evidence', prefix }, PART_BYTES);
}

const problem = (code: string): string => `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`;

describe('what S3 servers differ in', () => {
  it('asks with each whole object that nothing be there, and takes "it is there" for what it is', async () => {
    const conditions: unknown[] = [];
    let isThere = false;
    const store = await by((asked) => {
      if (asked.method !== 'PUT') return undefined;
      conditions.push(asked.headers['if-none-match']);
      return isThere ? { status: 412, body: problem('PreconditionFailed') } : undefined;
    });
    const first = await store.receive(inChunks('kept once'), 100);
    isThere = true;
    expect(await store.receive(inChunks('kept once'), 100)).toEqual(first);
    expect(conditions).toEqual(['*', '*']);
  });

  it('puts without a condition where the server knows none', async () => {
    const store = await by((asked) =>
      asked.method === 'PUT' && asked.headers['if-none-match'] !== undefined ? { status: 501, body: problem('NotImplemented') } : undefined,
    );
    const { sha256 } = await store.receive(inChunks('without a condition'), 100);
    expect(await store.isIntact(sha256)).toBe(true);
  });

  it('does not believe a server that says "it is there" and holds nothing, or that loses what it took', async () => {
    const nothing = await by((asked) => (asked.method === 'PUT' ? { status: 412, body: problem('PreconditionFailed') } : undefined));
    await expect(nothing.receive(inChunks('never kept'), 100)).rejects.toThrow('keeps other bytes than it was sent');
    const forgets = await by((asked) => (asked.method === 'PUT' ? { status: 200, body: '' } : undefined));
    await expect(forgets.receive(inChunks('taken and lost'), 100)).rejects.toThrow('keeps other bytes than it was sent');
    await expect(forgets.open(digestOf('taken and lost'))).rejects.toBeInstanceOf(EvidenceIsMissing);
  });

  it('lists nothing on the way of an upload, a look and a read', async () => {
    const asked: string[] = [];
    const store = await by(({ method, url }) => void asked.push(`${method} ${url}`));
    const { sha256 } = await store.receive(inChunks('one'), 100);
    await store.sizeOf(sha256);
    (await store.open(sha256)).resume();
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['PUT', 'HEAD', 'HEAD', 'GET']);
    expect(asked.every((line) => line.includes(sha256))).toBe(true);
  });

  it('keeps the files of long work apart', async () => {
    const { sha256 } = await stores.workFiles.receive(inChunks('an upload that waits'), 100);
    expect(await stores.evidence.sizeOf(sha256)).toBeUndefined();
    expect(server.keys()).toContain(['tregua', '2026', 'work', sha256.slice(0, 2), sha256.slice(2, 4), sha256].join('/'));
  });
});

describe('the bucket', () => {
  it('is made where there is none, and left as it is where there is one', async () => {
    const made: string[] = [];
    // This server reckons signatures of requests to a bucket otherwise than S3 does: in front of it they are answered as S3 answers them.
    const { endpoint, server: front } = await inFrontOf(server.endpoint, ({ method, url }) => {
      if (method !== 'PUT' || !/^\/new-bucket\/?$/.test(url ?? '')) return undefined;
      if (made.length > 0) return { status: 409, body: problem('BucketAlreadyOwnedByYou') };
      made.push(url ?? '');
      mkdirSync(join(server.folder, 'new-bucket'));
      return { status: 200, body: '' };
    });
    fronts.push(front);
    const address = readEvidenceUrl(
      { EVIDENCE_URL: server.url('', endpoint).replace('//evidence', '//new-bucket'), ...server.environment },
      '',
    );
    expect(await makeEvidenceBucket(address)).toBe(true);
    expect(await makeEvidenceBucket(address)).toBe(false);
    (await openEvidenceStores(address)).close();
    expect(await makeEvidenceBucket({ kind: 'file', folder: 'unused' })).toBe(false);
  });
});

describe('a start', () => {
  const open = async (url: string, change: object = {}): Promise<EvidenceStores> =>
    await openEvidenceStores(readEvidenceUrl({ EVIDENCE_URL: url, ...server.environment, ...change }, 'unused'));

  it('names the setting when the bucket is not there, the key is another, nobody answers, or the bucket keeps versions', async () => {
    await expect(open(server.url().replace('s3://evidence', 's3://nowhere'))).rejects.toThrow(
      'EVIDENCE_URL: there is no bucket nowhere at http://',
    );
    await expect(open(server.url(), { AWS_SECRET_ACCESS_KEY: 'wrong' })).rejects.toThrow('refuses the credentials');
    await expect(open(server.url('', 'http://127.0.0.1:9'))).rejects.toThrow(/EVIDENCE_URL.*was not reached/);
    const versioned =
      '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>';
    const { endpoint, server: front } = await inFrontOf(server.endpoint, ({ url }) =>
      url?.includes('versioning') ? { status: 200, body: versioned } : undefined,
    );
    fronts.push(front);
    await expect(open(server.url('', endpoint))).rejects.toThrow('EVIDENCE_URL: the bucket evidence keeps versions');
  }, 60_000);
});
