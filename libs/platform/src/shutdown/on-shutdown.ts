/** What is done once when the process is asked to end (SIGINT, SIGTERM), newest first, within a bound. A second signal ends at once. */
export class Shutdown {
  private readonly steps: { readonly name: string; readonly run: () => Promise<void> | void }[] = [];
  private running: Promise<void> | undefined;
  private underWay: string | undefined;

  constructor(private readonly boundMs = 20_000) {}

  add(name: string, run: () => Promise<void> | void): void {
    this.steps.push({ name, run });
  }

  /** Runs every step, also after one has failed; failures are told to `say`. */
  run(say: (line: string) => void = () => undefined): Promise<void> {
    this.running ??= (async () => {
      for (const step of [...this.steps].reverse()) {
        this.underWay = step.name;
        try {
          await step.run();
        } catch (error) {
          say(`${step.name} did not end well: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    })();
    return this.running;
  }

  /** Ends the process on a signal, with 0 when all steps ended in time and 1 when they did not. */
  listen(say: (line: string) => void): void {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        setTimeout(() => {
          say(`${this.underWay} did not end within ${this.boundMs / 1_000} s: this process ends without waiting for it.`);
          process.exit(1);
        }, this.boundMs).unref();
        void this.run(say).then(() => process.exit(0));
      });
    }
  }
}
