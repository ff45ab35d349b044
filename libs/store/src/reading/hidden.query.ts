import type { DataSource } from 'typeorm';
import { Binding, read } from './bound-query.js';
import type { Reader } from './reader.js';
import { readsNames } from './visibility.js';

/** Why a reader who may read an entry does not get one of its values, and by which entry that was decided. */
export interface Hidden {
  readonly why: 'redacted' | 'erased';
  readonly ground: string;
  readonly decision: { readonly stream: string; readonly seq: number };
}

/** By seq, then by field. */
export type HiddenValues = ReadonlyMap<number, ReadonlyMap<string, Hidden>>;

/** As which audiences of redactions somebody reads: a value is hidden from them when it is redacted for all of these. Empty: nothing is redacted for them. */
export function audiencesOf(reader: Reader): readonly string[] {
  if (reader.roles.includes('auditor')) return [];
  const audiences: string[] = [];
  const inside = readsNames(reader) || reader.roles.some((role) => ['monitor', 'team_lead', 'state_officer'].includes(role));
  if (inside) audiences.push('commission');
  if (reader.roles.includes('coordination_cell')) audiences.push('cell');
  if (reader.roles.includes('party_agent') && reader.party !== undefined) audiences.push(`party:${reader.party}`);
  return audiences.length > 0 ? audiences : ['public'];
}

/** What of the entries between two seqs of a stream is redacted for this reader, or erased for everybody. */
export async function hiddenValues(
  dataSource: DataSource,
  reader: Reader,
  stream: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<HiddenValues> {
  const binding = new Binding();
  const [of, low, high] = [binding.put(stream, 'text'), binding.put(from, 'integer'), binding.put(to, 'integer')];
  const audiences = audiencesOf(reader);
  const rows = await read<{ seq: number; field: string; why: Hidden['why']; ground: string; in_stream: string; in_seq: number }>(
    dataSource,
    `select v.seq, v.field, 'erased' as why, e.ground, e.access_stream as in_stream, e.entry_seq as in_seq
       from tregua.erased_values v join tregua.erasures e on e.id = v.erasure where v.stream = ${of} and v.seq between ${low} and ${high}
     union all
     select r.seq, r.field, 'redacted', min(r.ground), min(r.entry_stream), min(r.entry_seq)
       from tregua.redactions r
      where r.stream = ${of} and r.seq between ${low} and ${high} and r.lifted_at is null and r.audience = any(${binding.put(audiences, 'text[]')})
      group by r.seq, r.field having count(*) >= ${binding.put(Math.max(1, audiences.length), 'integer')}`,
    binding,
  );
  const hidden = new Map<number, Map<string, Hidden>>();
  for (const { seq, field, why, ground, in_stream: inStream, in_seq: inSeq } of rows) {
    const fields = hidden.get(seq) ?? new Map<string, Hidden>();
    hidden.set(seq, fields.set(field, { why, ground, decision: { stream: inStream, seq: inSeq } }));
  }
  return hidden;
}
