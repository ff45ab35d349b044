const STEPS = ['where', 'when', 'what', 'perceived', 'counts', 'evidence', 'check'] as const;

/** Which step of the wizard an address names; none: the first. Apart from the wizard, so that the first page need not load it. */
export function readStep({ step }: Record<string, unknown>): { step?: (typeof STEPS)[number] } {
  const found = STEPS.find((name) => name === step);
  return found === undefined ? {} : { step: found };
}
