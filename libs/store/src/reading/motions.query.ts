import type { DataSource } from 'typeorm';
import type { JsonObject, Role } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { Binding, ms, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { caseSight } from './visibility.js';

/** What members of a bench see of a motion before they sign. */
export interface MotionRecord {
  readonly id: string;
  readonly caseId: string;
  readonly command: string;
  readonly status: 'open' | 'carried' | 'rejected';
  readonly proposer: string;
  readonly signatures: readonly JsonObject[];
  readonly madeAt: number;
  /** Seq of the motion's stream. */
  readonly seq: number;
  /** The payload that the command will be entered with; null once it was erased. */
  readonly proposed: JsonObject | null;
}

const BENCH: readonly Role[] = ['member', 'chair', 'vice_chair'];

interface MotionRow extends Omit<MotionRecord, 'caseId' | 'madeAt' | 'proposed'> {
  readonly target: string;
  readonly made_at: string;
  readonly key_id: string | null;
  readonly nonce: Buffer | null;
  readonly ciphertext: Buffer | null;
}

/** Motions of a case, newest first, for members who see the case. What a bench discusses is its own affair: others get an empty list. */
export async function listMotions(
  dataSource: DataSource,
  keyring: Keyring,
  reader: Reader,
  caseId: string,
): Promise<readonly MotionRecord[]> {
  if (!reader.roles.some((role) => BENCH.includes(role))) return [];
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const rows = await read<MotionRow>(
    dataSource,
    `select m.id, m.target, m.command, m.status, m.proposer, m.signatures, ${ms('m.made_at')} as made_at, h.seq, v.key_id, v.nonce, v.ciphertext
       from tregua.cases c join tregua.motions m on m.target = c.id and m.process = 'case' join tregua.stream_heads h on h.stream = m.stream
       left join tregua.sealed_values v on v.stream = m.stream and v.seq = 1 and v.field = '/payload/proposed'
      where c.id = ${binding.put(caseId, 'uuid')} and ${sight.sees} order by m.made_at desc, m.id desc limit 100`,
    binding,
  );
  return rows.map(({ target, made_at: madeAt, key_id: keyId, nonce, ciphertext, ...motion }) => {
    const place = { stream: `motion/${motion.id}`, seq: 1, field: '/payload/proposed' };
    const isThere = keyId !== null && nonce !== null && ciphertext !== null;
    const proposed = isThere ? keyring.find(place, { keyId, nonce, ciphertext })?.value : undefined;
    return { ...motion, caseId: target, madeAt: Number(madeAt), proposed: (proposed ?? null) as JsonObject | null };
  });
}
