import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@tregua/platform';

export interface TestS3 {
  /** Address of the server; the bucket `evidence` is there. */
  readonly endpoint: string;
  /** Signatures are checked: no other pair is let in. */
  readonly environment: { readonly AWS_ACCESS_KEY_ID: string; readonly AWS_SECRET_ACCESS_KEY: string };
  /** EVIDENCE_URL of the bucket, below a prefix. */
  readonly url: (prefix?: string, endpoint?: string) => string;
  /** Keys of the bucket, as the server keeps them on its disk, uploads under way included. */
  readonly keys: () => readonly string[];
  readonly folder: string;
  stop(): Promise<void>;
}

const S3RVER = join(import.meta.dirname, '../../node_modules/@20minutes/s3rver/lib/s3rver.js');
/** The package brings no program of its own: it is started as one all the same, so that it can be ended like one. */
const PROGRAM = `
  const S3rver = require(process.env.PROGRAM);
  const { PORT: port, FOLDER: directory } = process.env;
  const buckets = { vhostBuckets: false, configureBuckets: [{ name: 'evidence' }] };
  new S3rver({ port: Number(port), address: '127.0.0.1', directory, silent: true, ...buckets }).run();
`;

/** A server of its own that speaks S3, checks signatures of version 4, and keeps its objects in a folder: s3rver, as maintained by 20 Minutes. */
export async function startS3(): Promise<TestS3> {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-s3-'));
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), FOLDER: folder, PROGRAM: S3RVER };
  const server = spawn(process.execPath, ['-e', PROGRAM], { stdio: 'ignore', env });
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, server);
  return {
    endpoint,
    environment: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    url: (prefix = '', at = endpoint) => `s3://evidence/${prefix}?endpoint=${encodeURIComponent(at)}&pathStyle=1`,
    keys: () =>
      readdirSync(join(folder, 'evidence'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && (entry.name.endsWith('._S3rver_object') || entry.parentPath.includes('_uploads')))
        .map(({ parentPath, name }) =>
          join(parentPath, name)
            .slice(join(folder, 'evidence').length + 1)
            .replace('._S3rver_object', ''),
        )
        .sort(),
    folder,
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(endpoint: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries += 1) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      return;
    await pause(50);
  }
  throw new Error('The S3 server did not start.');
}

/** What a server in front of it does with a request before it is handed on: answers itself, or not. */
export type Before = (asked: IncomingMessage) => { readonly status: number; readonly body: string } | undefined;

/**
 * A server in front that hands everything on, for what this S3 server cannot do: a condition that fails, an answer that is another. And nobody reads an object
 * that is half written: S3 puts it whole or not, this server empties the file first. So what is asked of one key goes one after the other.
 */
export async function inFrontOf(endpoint: string, before: Before): Promise<{ readonly endpoint: string; readonly server: Server }> {
  const turns = new Map<string, Promise<void>>();
  const server = createServer((asked, answer) => {
    const key = (asked.url ?? '/').split('?')[0] as string;
    const turn = (turns.get(key) ?? Promise.resolve()).then(async () => {
      if (answer.destroyed) return;
      const answered = once(answer, 'close');
      hand(asked, answer, endpoint, before);
      await answered;
    });
    turns.set(key, turn);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function hand(asked: IncomingMessage, answer: ServerResponse, endpoint: string, before: Before): void {
  const own = before(asked);
  if (own !== undefined) {
    asked.resume();
    answer.writeHead(own.status, { 'content-type': 'application/xml' }).end(own.body);
    return;
  }
  // The name of the host is signed: it goes on as it came.
  const on = request(`${endpoint}${asked.url ?? '/'}`, { method: asked.method, headers: asked.headers }, (came) => {
    answer.writeHead(came.statusCode ?? 502, came.headers);
    came.pipe(answer);
  });
  on.on('error', () => answer.destroy());
  asked.pipe(on);
}
