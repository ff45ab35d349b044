/** Work that is done in small steps: whoever runs it may pause after each, and what comes out does not hang on how often they do. */
export type Steps<Result> = Generator<void, Result, void>;

export function inOneGo<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
