import type { Case, Judgment } from '@tregua/casework';

type Ruling = Judgment['rulings'][number];

/** What anybody may read of a ruling: what was found and ordered, and by how many; no text, no evidence, no name (law-sources.md 5.4). */
export interface OperativePart {
  readonly at: number;
  readonly by: Ruling['by'];
  readonly rulebook: string;
  /** The ruling that this one corrects, by its number. */
  readonly corrects: number | null;
  readonly withoutPrejudice: boolean;
  readonly classification: string | null;
  /** Acts that were charged, by the key that findings name, with their code of the rulebook. */
  readonly violations: readonly { readonly key: string; readonly code: string }[];
  readonly outcomes: Ruling['outcomes'];
  readonly findings: readonly Pick<
    Ruling['findings'][number],
    'question' | 'kind' | 'violation' | 'party' | 'level' | 'answer' | 'standardRequired' | 'standardMet' | 'bases'
  >[];
  readonly tallies: Ruling['tallies'];
  readonly remedies: readonly {
    readonly id: string;
    readonly code: string;
    readonly addressee: string;
    readonly termHours: number | null;
  }[];
  readonly referrals: readonly { readonly code: string; readonly party: string }[];
}

export interface PublishedPart {
  readonly case_id: string;
  readonly number: number;
  readonly published_at: number;
  readonly operative: OperativePart;
}

/** The operative parts of a case's published rulings. Kept once: what was published stays as it was. */
export function publishedParts(subject: Case): readonly PublishedPart[] {
  const rulings = (subject as Partial<Case>).judgment?.rulings ?? [];
  return rulings.flatMap((ruling) =>
    ruling.publishedAt === null
      ? []
      : [{ case_id: subject.id, number: ruling.number, published_at: ruling.publishedAt, operative: operativePart(subject, ruling) }],
  );
}

function operativePart({ violations, judgment, rulebook }: Case, ruling: Ruling): OperativePart {
  const { at, by, corrects, withoutPrejudice, classification, outcomes, tallies, number } = ruling;
  return {
    at,
    by,
    rulebook,
    corrects,
    withoutPrejudice,
    classification,
    violations: violations.map(({ key, code }) => ({ key, code })),
    outcomes,
    findings: ruling.findings.map(({ question, kind, violation, party, level, answer, standardRequired, standardMet, bases }) => ({
      question,
      kind,
      violation,
      party,
      level,
      answer,
      standardRequired,
      standardMet,
      bases,
    })),
    tallies,
    remedies: judgment.remedies
      .filter((remedy) => remedy.ruling === number)
      .map(({ id, code, addressee, termHours }) => ({ id, code, addressee, termHours })),
    referrals: ruling.referralsAdopted.map(({ code, party }) => ({ code, party })),
  };
}
