import type { ProcessTable } from '../process/use-process';

export interface Node {
  readonly state: string;
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly from: Node;
  readonly to: Node;
}

export interface Layout {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

export const BOX = { width: 168, height: 46 } as const;
const GAP = { x: 26, y: 44 } as const;

/**
 * States in rows, each as far down as the shortest way to it is long; then ends. Drawn from the table that the server serves: a new state finds its
 * place by itself. Rows that keep the state, or resume a remembered one, are no lines.
 */
export function layoutOf({ states, ends, rows }: ProcessTable): Layout {
  const all = [...new Set([...states, ...ends])];
  // A birth leads from nowhere.
  const ways = Object.values(rows).map(({ from, to }) => ({ from: (from as readonly string[] | null) ?? [], to }));
  const lines = ways.flatMap(({ from, to }) =>
    all.includes(to) ? from.filter((state) => state !== to && all.includes(state)).map((state) => [state, to] as const) : [],
  );
  const born = ways.filter(({ from, to }) => from.length === 0 && all.includes(to)).map(({ to }) => to);
  const depth = new Map<string, number>((born.length === 0 ? all.slice(0, 1) : born).map((state) => [state, 0]));
  for (const state of depth.keys())
    for (const [from, to] of lines) if (from === state && !depth.has(to)) depth.set(to, (depth.get(state) ?? 0) + 1);
  const deepest = Math.max(0, ...depth.values());
  const levels = Array.from({ length: deepest + 2 }, (_, level) =>
    all.filter((state) => (depth.get(state) ?? deepest + 1) === level),
  ).filter((level) => level.length > 0);
  const width = Math.max(...levels.map((level) => level.length)) * (BOX.width + GAP.x) + GAP.x;
  const nodes = levels.flatMap((level, row) =>
    level.map((state, place) => ({
      state,
      x: (width * (place + 0.5)) / level.length,
      y: GAP.y / 2 + BOX.height / 2 + row * (BOX.height + GAP.y),
    })),
  );
  const at = new Map(nodes.map((node) => [node.state, node]));
  const unique = [...new Set(lines.map(([from, to]) => `${from} ${to}`))].map((pair) => pair.split(' ') as [string, string]);
  const edges = unique.flatMap(([from, to]) => {
    const [one, other] = [at.get(from), at.get(to)];
    return one === undefined || other === undefined ? [] : [{ from: one, to: other }];
  });
  return { nodes, edges, width, height: levels.length * (BOX.height + GAP.y) + GAP.y / 2 };
}
