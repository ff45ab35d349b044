/** Lets work through while it is open. Closing it waits for the work that is inside. */
export class Gate {
  private inside = 0;
  private closed = false;
  private readonly waiting: (() => void)[] = [];

  async through<T>(work: () => Promise<T>): Promise<T> {
    while (this.closed) await this.change();
    this.inside += 1;
    try {
      return await work();
    } finally {
      this.inside -= 1;
      this.changed();
    }
  }

  /** Does something while nobody is inside. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.closed) await this.change();
    this.closed = true;
    try {
      while (this.inside > 0) await this.change();
      return await work();
    } finally {
      this.closed = false;
      this.changed();
    }
  }

  private change(): Promise<void> {
    return new Promise((done) => this.waiting.push(done));
  }

  private changed(): void {
    for (const done of this.waiting.splice(0)) done();
  }
}
