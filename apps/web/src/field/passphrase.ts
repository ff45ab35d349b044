import { remember, remembered } from './device-store';

/** OWASP's figure of 2023 for PBKDF2-HMAC-SHA-256: about a second on a telephone. */
const ROUNDS = 600_000;
export const SHORTEST_PASSPHRASE = 10;
const LOCK_AFTER_MS = 5 * 60_000;
const PROOF = 'tregua-draft-key/v1';

interface Lock {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly rounds: number;
  /** A known text under the key: tells a wrong passphrase from a right one. */
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly proof: ArrayBuffer;
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));

/** The key of the drafts while they are open. It is in this page's memory only, and cannot be read out of it. */
let key: CryptoKey | undefined;
let lastUse = 0;
const watchers = new Set<() => void>();

export const draftKey = (): CryptoKey | undefined => key;
export const isUnlocked = (): boolean => key !== undefined;

export function watchLock(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

export function lock(): void {
  if (key === undefined) return;
  key = undefined;
  for (const tell of watchers) tell();
}

export async function hasPassphrase(): Promise<boolean> {
  return (await remembered<Lock>('lock')) !== undefined;
}

export async function choosePassphrase(passphrase: string): Promise<void> {
  if (await hasPassphrase()) throw new Error('This device has a passphrase already.');
  const [salt, nonce] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const made = await derive(passphrase, salt, ROUNDS);
  const proof = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, made, utf8(PROOF));
  await remember('lock', { salt, rounds: ROUNDS, nonce, proof } satisfies Lock);
  open(made);
}

/** False: it is not the right one. */
export async function unlock(passphrase: string): Promise<boolean> {
  const kept = await remembered<Lock>('lock');
  if (kept === undefined) return false;
  const made = await derive(passphrase, kept.salt, kept.rounds);
  try {
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.nonce }, made, kept.proof);
  } catch {
    return false;
  }
  open(made);
  return true;
}

function open(made: CryptoKey): void {
  key = made;
  lastUse = Date.now();
  for (const tell of watchers) tell();
}

async function derive(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  return await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

/** Locks after five minutes in which nobody touched the page, and at once when a page comes back after so long: timers sleep with the telephone. */
function watchUse(): void {
  const check = (): void => {
    if (Date.now() - lastUse >= LOCK_AFTER_MS) lock();
  };
  for (const event of ['pointerdown', 'keydown'])
    addEventListener(
      event,
      () => {
        check();
        lastUse = Date.now();
      },
      { capture: true, passive: true },
    );
  document.addEventListener('visibilitychange', check);
  setInterval(check, 5_000);
}
watchUse();
