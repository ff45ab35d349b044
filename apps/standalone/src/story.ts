import { caseProcess } from '@tregua/casework';
import { listHistory, type Keyring, type Reader } from '@tregua/store';
import type { DataSource } from 'typeorm';

const LINES = 15;
/** Reads everything, as the auditor does. */
const EVERYTHING: Reader = { id: 'system', roles: ['auditor'] };

/**
 * Fifteen lines about one case of the demonstration, taken from its history: the closed case with the longest way. Only what moved it is told,
 * its last steps first kept.
 */
export async function tellStory(dataSource: DataSource, keyring: Keyring): Promise<string[]> {
  const [longest] = await dataSource.query<{ id: string; reference: string; seq: number; severity: number }[]>(
    `select id, reference, seq, severity from tregua.cases where state = 'CLOSED' and jsonb_array_length(snapshot->'judgment'->'rulings') > 0
      order by (snapshot->'staff'->>'rapporteur') is null, seq desc, id limit 1`,
  );
  if (longest === undefined) return [];
  const moves: string[] = [];
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined;) {
    const page = await listHistory(dataSource, keyring, EVERYTHING, `case/${longest.id}`, { afterSeq });
    for (const { entry } of page?.items ?? []) {
      const to = caseProcess.rows[entry.command]?.to;
      if (to === undefined || to === 'same') continue;
      const as = (entry.data as { readonly as?: string }).as ?? 'system';
      const by = as === 'system' ? 'by lapse or by the law itself' : `by the ${as}`;
      moves.push(`  ${entry.at.slice(0, 16).replace('T', ' ')}  ${to.padEnd(18)} ${sentence(entry.type)}, ${by}`);
    }
    afterSeq = page?.next;
  }
  const head = `One case of the demonstration, ${longest.reference} (severity ${longest.severity}), ${longest.seq} entries in its history:`;
  const room = LINES - 2;
  const shown =
    moves.length <= room
      ? moves
      : [...moves.slice(0, 3), `  … ${moves.length - room + 1} steps more …`, ...moves.slice(moves.length - room + 4)];
  return [head, ...shown, `  Each line is an entry that names the one before it. Export it, and "npm run verify -- FILE" replays the law.`];
}

/** `RulingUpheld` as words. */
function sentence(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
