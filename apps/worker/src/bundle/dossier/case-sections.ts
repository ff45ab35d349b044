import type { Case } from '@tregua/casework';
import type { Row } from './dossier-data.js';

type Ruling = Case['judgment']['rulings'][number];

/** One value a column of the tables `findings`, `votes` and `remedies`, and of the dossier's sections. */
export interface CaseSections {
  readonly findings: readonly Row[];
  readonly votes: readonly Row[];
  readonly dissents: readonly (readonly [ruling: string, member: string, kind: string, at: number])[];
  readonly remedies: readonly {
    readonly id: string;
    readonly code: string;
    readonly addressee: string;
    readonly orderedAt: number;
    readonly dueAt: number | null;
    readonly status: string;
  }[];
}

/** What was found, by how many votes, against whose opinion, and what was ordered: from the case as this audience is shown it. */
export function sectionsOf({ judgment }: Case): CaseSections {
  return {
    findings: judgment.rulings.flatMap((ruling) => ruling.findings.map((finding) => findingRow(ruling, finding))),
    votes: judgment.rulings.flatMap((ruling) => ruling.tallies.map((tally) => voteRow(ruling, tally))),
    dissents: judgment.opinions.map(({ ruling, member, kind, at, addendum }) => [
      String(ruling),
      member,
      addendum ? `${kind}, added later` : kind,
      at,
    ]),
    remedies: judgment.remedies.map(({ id, code, addressee, orderedAt, dueAt, status }) => ({
      id,
      code,
      addressee,
      orderedAt,
      dueAt,
      status,
    })),
  };
}

function findingRow({ number, status }: Ruling, finding: Ruling['findings'][number]): Row {
  const { kind, violation, party, level, answer, standardMet, standardRequired, bases } = finding;
  return [
    status === 'standing' ? String(number) : `${number} (${status})`,
    `${kind} ${violation}${level === null ? '' : `, ${level}`}`,
    party ?? '',
    answer,
    `${standardMet} of ${standardRequired} required`,
    bases.join(' '),
  ];
}

function voteRow({ number, votes }: Ruling, { question, yes, no, abstain, answer }: Ruling['tallies'][number]): Row {
  const names = Object.entries(votes)
    .map(([member, given]) => [member, given[question] ?? ''] as const)
    .filter(([, vote]) => vote !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([member, vote]) => `${member}: ${vote}`);
  return [String(number), question, String(yes), String(no), String(abstain), answer, names.join('; ')];
}
