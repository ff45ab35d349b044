import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';

/** argon2id with OWASP's second choice of parameters: 19 MiB, two passes, one lane (about 0.1 s). */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The PHC string that is kept. `memoryKib` is smaller in tests only. */
export function hashPassword(password: string, memoryKib?: number): Promise<string> {
  return hash(password, { ...COST, memoryCost: memoryKib ?? COST.memoryCost });
}

/** Hashes of passwords that nobody has, one for each cost. */
const nobodys = new Map<number | undefined, Promise<string>>();

/**
 * Whether the password fits. Where there is no account, or one without a password, the same work is done against a hash of nothing that
 * anybody knows: the time tells a stranger nothing about who has an account.
 */
export async function passwordFits(kept: string | null | undefined, password: string, memoryKib?: number): Promise<boolean> {
  if (!nobodys.has(memoryKib)) nobodys.set(memoryKib, hashPassword(randomBytes(24).toString('base64url'), memoryKib));
  const fits = await verify(kept ?? ((await nobodys.get(memoryKib)) as string), password);
  return fits && kept !== undefined && kept !== null;
}

/** A password that the system makes: 120 bits, in groups that can be read out. */
export function newPassword(): string {
  const letters = '23456789abcdefghjkmnpqrstuvwxyz';
  const bytes = randomBytes(40);
  const drawn = [...bytes]
    .filter((byte) => byte < letters.length * 8)
    .slice(0, 24)
    .map((byte) => letters[byte % letters.length]);
  if (drawn.length < 24) return newPassword();
  return [0, 6, 12, 18].map((start) => drawn.slice(start, start + 6).join('')).join('-');
}
