import type { JsonObject, Role, Subject } from '../engine/types.js';
import type { SeverityAssessment, SeverityOverride } from '../matter/severity.js';

/** What a monitor, a party or a member of the public signs: one act, in versions. Plain JSON; texts are commitments. */
export interface Report extends Subject {
  readonly author: string;
  readonly authorRole: Role;
  readonly team: string | null;
  /** The party that files it as its own complaint or self-report. */
  readonly party: string | null;
  readonly createdAt: number;
  readonly submittedAt: number | null;
  /** Versions are sealed at submission: 0 for a draft, then 1, 2 … */
  readonly revision: number;
  readonly content: JsonObject;
  readonly codes: readonly string[];
  /** What the machine made of the version that stands: base, modifiers, pattern flag, value. */
  readonly assessment: SeverityAssessment;
  /** A registrar's value for this version counts instead; the machine's stays beside it. A new version is assessed anew. */
  readonly override: SeverityOverride | null;
  readonly verifier: string | null;
  /** The version that the verifier saw. */
  readonly verifiedRevision: number | null;
  readonly returns: number;
  readonly unlinkings: number;
  /** Refusals by the registry, newest last; who refused may not decide on the review. */
  readonly refusals: readonly { readonly at: number; readonly by: string; readonly ground: string }[];
  readonly reviewsAsked: number;
  /** The case that it opened or was linked to. */
  readonly case: string | null;
}
