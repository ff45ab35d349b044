import type { DataSource } from 'typeorm';
import { Binding, ms, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { caseSight } from './visibility.js';

/** laid: in the agent's list; mailed: a mail server took it; seen: the agent opened it; unspoken: the party had no agent. */
export const serviceWays = ['laid', 'mailed', 'seen', 'unspoken'] as const;

/** What shows that something served on a party reached it. */
export interface ServiceProof {
  readonly party: string;
  /** The entry that was served. */
  readonly seq: number;
  readonly how: (typeof serviceWays)[number];
  readonly at: number;
}

/** Of one case: all of it for those who read the case; an agent sees what concerns the agent's own party. In the order of time. */
export async function listServiceProofs(dataSource: DataSource, reader: Reader, caseId: string): Promise<readonly ServiceProof[]> {
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const party = binding.put(reader.roles.includes('party_agent') ? (reader.party ?? null) : null, 'text');
  const rows = await read<Omit<ServiceProof, 'at'> & { at: string }>(
    dataSource,
    `select s.party, s.seq, s.how, ${ms('s.at')} as at from tregua.service_proofs s join tregua.cases c on c.id = s.case_id
      where s.case_id = ${binding.put(caseId, 'uuid')} and (${sight.sees} or (${sight.knows()} and s.party = ${party}))
      order by s.at, s.id limit 1000`,
    binding,
  );
  return rows.map(({ at, ...proof }) => ({ ...proof, at: Number(at) }));
}
