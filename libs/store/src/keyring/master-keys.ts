import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readSecret, writeDurably, writeSecretOnce } from '@tregua/platform';

/** What the key file holds. Ids are k1, k2 …; keys are 32 bytes in base64. */
interface KeyFile {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
  /** Keys for tags of masters that are gone: answers under an Idempotency-Key outlive them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Seeds of the intake keys of masters that are gone: a device may come home late with what it sealed to them. */
  readonly intakes?: Readonly<Record<string, string>>;
}

const ID = /^[A-Za-z0-9_-]{1,32}$/;
const TAG_INFO = 'tregua-tag-key/v1';
const WRAP_INFO = 'tregua-wrap-key/v1';
const INTAKE_INFO = 'tregua-intake-key/v1';

export const WRAPPED_BYTES = 12 + 32 + 16;

/**
 * The master keys: a file of mode 600 outside PostgreSQL. They wrap the keys of segments, and tags are made with keys derived from them. Values
 * were sealed under them directly before each value had a key of its own, and such values still open.
 */
export class MasterKeys {
  private constructor(
    private state: State,
    readonly file: string | undefined,
  ) {}

  /** Opens the key file; makes it with a fresh key where there is none. @throws when others than its owner may read it. */
  static open(file: string): MasterKeys {
    if (!existsSync(file)) makeKeyFile(file);
    return new MasterKeys(stateOf(readKeyFile(file)), file);
  }

  /** Of keys at hand. @throws when one is not 32 bytes, or the current one is missing. */
  static of(current: string, keys: Readonly<Record<string, Buffer>>): MasterKeys {
    return new MasterKeys(checked(current, new Map(Object.entries(keys)), new Map(), new Map()), undefined);
  }

  get current(): string {
    return this.state.current;
  }

  get ids(): readonly string[] {
    return [...this.state.keys.keys()];
  }

  /** A master by its id. Another process may have rotated meanwhile: then the file is read again. */
  find(id: string): Buffer | undefined {
    const found = this.state.keys.get(id);
    if (found !== undefined || this.file === undefined) return found;
    this.refresh();
    return this.state.keys.get(id);
  }

  /** Reads the file again: another process may have rotated. */
  refresh(): void {
    if (this.file !== undefined) this.state = stateOf(readKeyFile(this.file));
  }

  /** Keys for tags, derived and so never the masters themselves; that of the current one first. */
  get tagKeys(): readonly [Buffer, ...Buffer[]] {
    return this.state.tagKeys;
  }

  /** The seed of the pair that devices seal to, of a master that is here or was. */
  intakeSeedOf(id: string): Buffer | undefined {
    const master = this.find(id);
    return master === undefined ? this.state.intakes.get(id) : derive(master, INTAKE_INFO);
  }

  /** AES-256-GCM under a key derived from the current master: nonce, ciphertext, tag. */
  wrap(key: Buffer, associated: Buffer): { readonly master: string; readonly wrapped: Buffer } {
    const master = this.state.keys.get(this.current) as Buffer;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', derive(master, WRAP_INFO), nonce);
    cipher.setAAD(associated);
    return { master: this.current, wrapped: Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]) };
  }

  /** @throws when the master is not there, or the bytes are not what was wrapped for this place. */
  unwrap({ master, wrapped }: { readonly master: string; readonly wrapped: Buffer }, associated: Buffer): Buffer {
    const key = this.find(master);
    if (key === undefined) throw new Error(`There is no key ${master}: a segment of keys was wrapped with it.`);
    const decipher = createDecipheriv('aes-256-gcm', derive(key, WRAP_INFO), wrapped.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(associated);
    decipher.setAuthTag(wrapped.subarray(44));
    return Buffer.concat([decipher.update(wrapped.subarray(12, 44)), decipher.final()]);
  }

  /** Adds a fresh master and makes it the current one; the others stay until `retire`. @returns its id. */
  rotate(): string {
    const before = this.read();
    const next = `k${1 + Math.max(0, ...Object.keys(before.keys).map((id) => Number(/^k(\d{1,9})$/.exec(id)?.[1] ?? 0)))}`;
    this.write({ ...before, current: next, keys: { ...before.keys, [next]: randomBytes(32).toString('base64') } });
    return next;
  }

  /** Forgets masters that nothing lies under any more. What was wrapped or sealed with them, in whatever backup, opens never again. */
  retire(ids: readonly string[]): void {
    const before = this.read();
    const gone = ids.filter((id) => id !== before.current && before.keys[id] !== undefined);
    if (gone.length === 0) return;
    const [tags, intakes] = [{ ...before.tags }, { ...before.intakes }];
    for (const id of gone) {
      const master = Buffer.from(before.keys[id] as string, 'base64');
      tags[id] = derive(master, TAG_INFO).toString('base64');
      intakes[id] = derive(master, INTAKE_INFO).toString('base64');
    }
    const keys = Object.fromEntries(Object.entries(before.keys).filter(([id]) => !gone.includes(id)));
    this.write({ current: before.current, keys, tags, intakes });
  }

  private read(): KeyFile {
    if (this.file === undefined) throw new Error('These keys are in no file.');
    return readKeyFile(this.file);
  }

  private write(content: KeyFile): void {
    writeDurably(this.file as string, JSON.stringify(content));
    this.state = stateOf(content);
  }
}

interface State {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
  readonly tagKeys: readonly [Buffer, ...Buffer[]];
  readonly intakes: ReadonlyMap<string, Buffer>;
}

function stateOf({ current, keys, tags, intakes }: KeyFile): State {
  const bytes = (texts: Readonly<Record<string, string>>): Map<string, Buffer> =>
    new Map(Object.entries(texts).map(([id, text]) => [id, Buffer.from(text, 'base64')]));
  return checked(current, bytes(keys), bytes(tags ?? {}), bytes(intakes ?? {}));
}

function checked(
  current: string,
  keys: ReadonlyMap<string, Buffer>,
  tags: ReadonlyMap<string, Buffer>,
  intakes: ReadonlyMap<string, Buffer>,
): State {
  for (const [id, key] of [...keys, ...tags, ...intakes]) {
    if (key.length !== 32) throw new Error(`Key ${id} is not 32 bytes long.`);
    if (!ID.test(id)) throw new Error(`A key cannot be named ${id}.`);
  }
  const master = keys.get(current);
  if (master === undefined) throw new Error(`There is no key ${current}.`);
  const earlier = [...keys].filter(([id]) => id !== current).map(([, key]) => derive(key, TAG_INFO));
  return { current, keys, tagKeys: [derive(master, TAG_INFO), ...earlier, ...tags.values()], intakes };
}

/** @throws when others than its owner may read it, or it is no key file. */
function readKeyFile(file: string): KeyFile {
  const content = JSON.parse(readSecret(file) ?? 'null') as Partial<KeyFile> | null;
  if (typeof content?.current !== 'string' || typeof content.keys !== 'object') throw new Error(`${file} is no key file.`);
  return content as KeyFile;
}

/** Never over another's: two processes that start at once must end with the same key, or texts would be lost. */
function makeKeyFile(file: string): void {
  writeSecretOnce(file, JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }));
}

function derive(key: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', info, 32));
}
