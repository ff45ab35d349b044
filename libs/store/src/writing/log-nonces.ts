import { createHmac, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { sha256 } from '@tregua/docket';
import { streamTag } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';

const PLACE = { stream: 'log/nonces', seq: 1, field: '/root' };
const INFO = 'tregua-nonce/v1\0';
/** Tags that were worked out before: most writes go to streams that are being written. */
const KEPT_TAGS = 20_000;

/**
 * The nonces that hide the names of streams in the log. Each is derived from one root that is sealed like any text, so that every stream has its
 * nonce from its first entry on, streams of before the log too, and a nonce that was disclosed tells nothing of another.
 */
export class LogNonces {
  private readonly tags = new Map<string, string>();

  private constructor(private readonly root: Buffer) {}

  /** Opens the root, making it where there is none yet. */
  static async open(dataSource: DataSource, keyring: Keyring): Promise<LogNonces> {
    const found = await find(dataSource, keyring);
    if (found !== undefined) return new LogNonces(found);
    const { keyId, nonce, ciphertext } = keyring.seal(PLACE, { salt: '', value: randomBytes(32).toString('hex') });
    await dataSource.query('insert into tregua.log_nonce_root (key_id, nonce, ciphertext) values ($1, $2, $3) on conflict do nothing', [
      keyId,
      nonce,
      ciphertext,
    ]);
    return new LogNonces((await find(dataSource, keyring)) as Buffer);
  }

  /** 32 bytes. To disclose it is to let somebody find this stream in the log. */
  nonceOf(stream: string): Buffer {
    return createHmac('sha256', this.root).update(`${INFO}${stream}`).digest();
  }

  /** How the log calls the stream: 64 hex. */
  tagOf(stream: string): string {
    const known = this.tags.get(stream);
    if (known !== undefined) return known;
    const tag = streamTag(stream, this.nonceOf(stream), sha256);
    if (this.tags.size >= KEPT_TAGS) this.tags.clear();
    this.tags.set(stream, tag);
    return tag;
  }
}

async function find(dataSource: DataSource, keyring: Keyring): Promise<Buffer | undefined> {
  const [row] = await dataSource.query<{ key_id: string; nonce: Buffer; ciphertext: Buffer }[]>(
    'select key_id, nonce, ciphertext from tregua.log_nonce_root',
  );
  if (row === undefined) return undefined;
  return Buffer.from(keyring.open(PLACE, { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext }).value as string, 'hex');
}
