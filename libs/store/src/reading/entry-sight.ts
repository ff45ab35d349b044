import type { Binding } from './bound-query.js';
import type { Reader } from './reader.js';
import { askedSight, caseSight, evidenceSight, readsNames, reportSight, servedSight } from './visibility.js';

/**
 * Which entries of any stream a reader may read, under the alias `x`: the one visibility predicate, asked through what each stream belongs to. Scalar
 * selects on unique columns, and no `exists`: the planner may not turn them into a look at every case there is.
 *
 * - case/, report/, evidence/: as the thing itself; a party's agent gets of a case what was served on the party;
 * - ballot/ (closed calls) and motion/ (carried): whoever reads votes by name, and sees the case;
 * - office/: who works on the case and who asked for time is for whoever reads votes by name and sees the case; a party's agent reads what the party asked;
 * - access/: who read and got what is for the auditor, the chair and the custodian;
 * - everything else (people, imports, rulebooks, webhooks) is the auditor's.
 */
export function entrySight(reader: Reader, binding: Binding): string {
  const seesCase = caseSight(reader, binding);
  const readsCase = `(${seesCase.sees} or (${seesCase.knows()} and ${servedSight(reader, binding)}))`;
  const seesReport = reportSight(reader, binding).sees;
  const seesEvidence = evidenceSight(reader, binding).sees;
  const byName = readsNames(reader) ? 'true' : 'false';
  const access = readsAccess(reader) ? 'true' : 'false';
  const rest = reader.roles.includes('auditor') ? 'true' : 'false';
  const caseOf = `'case/' || split_part(x.stream, '/', 2)`;
  const reportOf = `'report/' || split_part(x.stream, '/', 2)`;
  const closed = `coalesce((c.snapshot->'judgment'->'call'->>'number')::integer <> split_part(x.stream, '/', 3)::integer, true)`;
  return `case split_part(x.stream, '/', 1)
    when 'case' then coalesce((select ${readsCase} from tregua.cases c where c.stream = x.stream), false)
    when 'report' then coalesce((select ${seesReport} from tregua.reports r where r.stream = x.stream), false)
    when 'evidence' then coalesce((select ${seesEvidence} from tregua.evidence e where e.stream = x.stream), false)
    when 'ballot' then ${byName} and coalesce((select ${seesCase.sees} and ${closed} from tregua.cases c where c.stream = ${caseOf}), false)
    when 'motion' then ${byName} and coalesce((select m.status = 'carried' and ${seesCase.sees}
      from tregua.motions m join tregua.cases c on c.id = m.target and m.process = 'case' where m.stream = x.stream), false)
    when 'office' then coalesce((select (${byName} and ${seesCase.sees}) or (${seesCase.knows()} and ${askedSight(reader, binding)})
      from tregua.cases c where c.stream = ${caseOf}), false)
    when 'access' then ${access} and coalesce((select ${seesCase.sees} from tregua.cases c where c.stream = ${caseOf}),
      (select ${seesReport} from tregua.reports r where r.stream = ${reportOf}), false)
    else ${rest} end`;
}

/** Who reads the streams that say who read and got what. */
export function readsAccess({ roles }: Reader): boolean {
  return roles.some((role) => ['auditor', 'chair', 'vice_chair', 'custodian'].includes(role));
}

/** Names of all streams of a case, as a subquery: its own, its ballots and motions, its reports and evidence, who had access, and what the office entered. */
export function streamsOfCase(caseId: string): string {
  return `select 'case/' || ${caseId} as stream
    union all select 'access/' || ${caseId}
    union all select 'office/' || ${caseId}
    union all select stream from tregua.reports where case_id = ${caseId}::uuid
    union all select 'access/' || id from tregua.reports where case_id = ${caseId}::uuid
    union all select stream from tregua.evidence where case_id = ${caseId}::uuid
    union all select e.stream from tregua.evidence e join tregua.reports r on r.id = e.report_id where r.case_id = ${caseId}::uuid and e.case_id is null
    union all select stream from tregua.motions where process = 'case' and target = ${caseId}::uuid
    union all select stream from tregua.stream_heads where stream >= 'ballot/' || ${caseId} || '/' and stream < 'ballot/' || ${caseId} || '0'`;
}
