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

  /** Every group, in the order of its first member; members in order. */
  *members(): Generator<number[]> {
    const byRoot = new Map<number, number[]>();
    for (let index = 0; index < this.parents.length; index += 1) {
      const root = this.of(index);
      const group = byRoot.get(root);
      if (group === undefined) byRoot.set(root, [index]);
      else group.push(index);
    }
    for (const [root, group] of byRoot) {
      byRoot.delete(root);
      yield group;
    }
  }
}
