import { Agent, request } from 'node:http';
import { request as requestSecurely } from 'node:https';

/** What the signer says of itself (GET /state). */
export interface SignerSays {
  readonly epoch: number;
  readonly origin: string;
  readonly size: number;
  /** 64 hex. */
  readonly root: string;
  readonly note: string | null;
  /** Verifier keys, the present one first. */
  readonly keys: readonly string[];
  /** Statements by which keys were handed over, oldest first. */
  readonly handOvers: readonly string[];
  readonly begunBy: string | null;
  readonly previous: { readonly origin: string; readonly size: number; readonly root: string } | null;
}

/** The signer would not sign this: what it was asked is not what the log can be. */
export class SignerRefused extends Error {
  constructor(
    readonly why: string,
    says: string,
  ) {
    super(`The signer refuses (${why}): ${says}`);
  }
}

const TIMEOUT_MS = 20_000;
/** A note and a list of keys; nothing longer is read. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Speaks with the signer. It holds the key; here is only the secret that lets us ask. */
export class SignerClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  async state(): Promise<SignerSays> {
    return JSON.parse(await this.send('GET', '/state')) as SignerSays;
  }

  /** Asks for a checkpoint; returns the signed note. @throws SignerRefused */
  async checkpoint(
    { epoch, from, size, root }: { readonly epoch: number; readonly from: number; readonly size: number; readonly root: string },
    entries: Uint8Array,
  ): Promise<string> {
    return await this.send('POST', `/checkpoint?epoch=${epoch}&from=${from}&size=${size}&root=${root}`, entries);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: Uint8Array): Promise<string> {
    return new Promise((done, fail) => {
      const secure = this.url.startsWith('https:');
      const outgoing = (secure ? requestSecurely : request)(
        new URL(path, this.url),
        {
          method,
          timeout: TIMEOUT_MS,
          headers: {
            authorization: `Bearer ${this.secret}`,
            ...(body === undefined ? {} : { 'content-type': 'application/octet-stream', 'content-length': body.length }),
          },
          ...(secure ? {} : { agent: this.agent }),
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          let length = 0;
          incoming.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > MOST_BYTES) outgoing.destroy(new Error('The signer answers too much.'));
            else chunks.push(chunk);
          });
          incoming.on('error', fail);
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            if (incoming.statusCode === 200) done(text);
            else fail(refusal(incoming.statusCode ?? 0, text));
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`The signer did not answer within ${TIMEOUT_MS / 1000} s.`)));
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }
}

function refusal(status: number, text: string): Error {
  try {
    const { why, says } = JSON.parse(text) as { why?: unknown; says?: unknown };
    if (typeof why === 'string') return new SignerRefused(why, String(says));
  } catch {
    // what answers is no signer of ours
  }
  return new Error(`The signer answered ${status}.`);
}
