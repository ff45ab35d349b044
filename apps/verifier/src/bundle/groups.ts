/** Which streams hang together, so that the law is replayed over one group at a time. A disjoint-set forest over indexes. */
export class Groups {
  private readonly parents: Int32Array;

  constructor(count: number) {
    this.parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  /** The index that stands for the group. */
  of(index: number): number {
    let root = index;
    while (this.parents[root] !== root) root = this.parents[root] as number;
    for (let at = index; at !== root;) {
      const next = this.parents[at] as number;
      this.parents[at] = root;
      at = next;
    }
    return root;
  }

  join(one: number, other: number): void {
    const [first, second] = [this.of(one), this.of(other)];
    // The lower index stands for the group, so that groups come in the order of their first stream.
    if (first < second) this.parents[second] = first;
    else this.parents[first] = second;
  }

  /** Every group in the order of its first member, and of it the members that are asked for, in order. They are found at once: what is joined while they are walked through does not change them. */
  *members(isAsked: (index: number) => boolean): Generator<number[]> {
    const count = this.parents.length;
    // The next member of the same group behind each, and the last so far of each group.
    const next = new Int32Array(count).fill(-1);
    const last = new Int32Array(count).fill(-1);
    const firsts: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const root = this.of(index);
      const before = last[root] as number;
      if (before < 0) firsts.push(index);
      else next[before] = index;
      last[root] = index;
    }
    for (const first of firsts) {
      const group: number[] = [];
      for (let index = first; index >= 0; index = next[index] as number) if (isAsked(index)) group.push(index);
      yield group;
    }
  }
}
