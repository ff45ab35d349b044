import type { Rulebook } from '../rulebook/rulebook.js';

export type ObservedModifier = string;

/** What the machine made of it, with every modifier that it counted; a person may set another value, with a reason, beside it. */
export interface SeverityAssessment {
  readonly base: number;
  readonly modifiers: readonly { readonly code: string; readonly by: -1 | 1 }[];
  /** "Possible armed attack": a flag for the cell and the bench, never a finding. */
  readonly pattern: boolean;
  readonly machine: number;
}

/** A value that a person set, and why: the commitment to the reason. */
export interface SeverityOverride {
  readonly severity: number;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

/** law-sources.md 2.2: clamp(max(default of codes) + modifiers, 1..5); a pattern raises to 5. */
export function assessSeverity(
  codes: readonly string[],
  modifiers: readonly ObservedModifier[],
  rulebook: Rulebook,
  pattern = isPatternAlone(codes, rulebook),
): SeverityAssessment {
  const base = Math.max(1, ...codes.map((code) => rulebook.violations[code]?.severity ?? 1));
  const counted = rulebook.severity.modifiers.filter(({ code }) => modifiers.includes(code)).map(({ code, by }) => ({ code, by }));
  const moved = Math.min(5, Math.max(1, base + counted.reduce((sum, { by }) => sum + by, 0)));
  return { base, modifiers: counted, pattern, machine: pattern ? rulebook.severity.pattern.raisesTo : moved };
}

/** The value that counts: a person's, where one was set. Both stay readable. */
export function severityInForce(assessment: SeverityAssessment, override: SeverityOverride | null): number {
  return override?.severity ?? assessment.machine;
}

/** An earlier act, as far as repetition and pattern ask. `command` is the party or force that is alleged to command it. */
export interface EarlierAct {
  readonly codes: readonly string[];
  readonly severity: number;
  readonly at: number;
  readonly sector: string;
  readonly command: string | null;
}

/** Three or more of one code in one sector within 72 hours, this act among them. */
export function isRepeated(act: EarlierAct, earlier: readonly EarlierAct[], rulebook: Rulebook): boolean {
  const { count, hours } = rulebook.severity.repetition;
  return act.codes.some((code) => {
    const same = earlier.filter(
      (other) => other.sector === act.sector && other.codes.includes(code) && other.at <= act.at && act.at - other.at < hours * 3_600_000,
    );
    return same.length + 1 >= count;
  });
}

/** Rocket artillery or missiles together with an assault; or acts of severity 4 in two sectors within a day under one command. */
export function isPattern(act: EarlierAct, earlier: readonly EarlierAct[], rulebook: Rulebook): boolean {
  const { together, severity, sectors, hours } = rulebook.severity.pattern;
  const near = [act, ...earlier.filter((other) => other.command === act.command && Math.abs(act.at - other.at) < hours * 3_600_000)];
  const codes = near.filter(({ sector }) => sector === act.sector).flatMap((other) => other.codes);
  if (act.codes.some((code) => together.includes(code)) && together.every((code) => codes.includes(code))) return true;
  if (act.command === null || act.severity < severity) return false;
  return new Set(near.filter((other) => other.severity >= severity).map(({ sector }) => sector)).size >= sectors;
}

function isPatternAlone(codes: readonly string[], rulebook: Rulebook): boolean {
  return rulebook.severity.pattern.together.every((code) => codes.includes(code));
}
