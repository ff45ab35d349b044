/** One thing that is wrong: at a field (JSON pointer), or a guard of the law that is not met. */
export interface ProblemItem {
  readonly pointer?: string;
  readonly code: string;
  readonly detail: string;
  /** Values that the sentence takes. */
  readonly params?: unknown;
}

/** A refusal of the server (RFC 9457), as the pages show it. */
export class ProblemError extends Error {
  readonly type: string;
  readonly status: number;
  readonly items: readonly ProblemItem[];

  constructor(problem: { type?: string; title?: string; status?: number; errors?: readonly ProblemItem[] }) {
    super(problem.title ?? 'The server refused.');
    this.name = 'ProblemError';
    this.type = (problem.type ?? '').split('#').pop() ?? '';
    this.status = problem.status ?? 0;
    this.items = problem.errors ?? [];
  }
}
