/** One thing that is wrong: at a field (JSON pointer), or a guard of the law that is not met. */
export interface ProblemItem {
  readonly pointer?: string;
  readonly code: string;
  readonly detail: string;
}

/** A refusal of the server (RFC 9457), as the pages show it. */
export class ProblemError extends Error {
  readonly type: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly items: readonly ProblemItem[];

  constructor(problem: { type?: string; title?: string; status?: number; detail?: string; errors?: readonly ProblemItem[] }) {
    super(problem.title ?? 'The server refused.');
    this.name = 'ProblemError';
    this.type = (problem.type ?? '').split('#').pop() ?? '';
    this.status = problem.status ?? 0;
    this.detail = problem.detail;
    this.items = problem.errors ?? [];
  }
}
