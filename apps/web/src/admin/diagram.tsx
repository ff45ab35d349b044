import './diagram.css';
import { ScrollArea } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessTable } from '../process/use-process';
import { BOX, layoutOf, type Edge } from './layout';

interface DiagramProps {
  readonly table: ProcessTable;
  readonly counts: ReadonlyMap<string, number>;
}

/** The process as boxes and lines, with how many stand in each box; the more, the darker. The table beside it says the same. */
export function Diagram({ table, counts }: DiagramProps) {
  const { t } = useTranslation();
  const { nodes, edges, width, height } = useMemo(() => layoutOf(table), [table]);
  const most = Math.max(1, ...counts.values());
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('admin.diagram') }}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('admin.diagram')}>
        {edges.map((edge) => (
          <path key={`${edge.from.state} ${edge.to.state}`} className="diagram-line" d={lineOf(edge)} />
        ))}
        {nodes.map(({ state, x, y }) => {
          const count = counts.get(state) ?? 0;
          const warm = count === 0 ? 0 : count / most > 0.5 ? 2 : 1;
          return (
            <g key={state} transform={`translate(${x - BOX.width / 2} ${y - BOX.height / 2})`}>
              <rect className={`diagram-box diagram-warm-${warm}`} width={BOX.width} height={BOX.height} rx={6} />
              <text className="diagram-name" x={BOX.width / 2} y={19}>
                {t(`state.${state}`, { defaultValue: state })}
              </text>
              <text className="diagram-count" x={BOX.width / 2} y={37}>
                {count}
              </text>
            </g>
          );
        })}
      </svg>
    </ScrollArea>
  );
}

function lineOf({ from, to }: Edge): string {
  const down = to.y > from.y;
  const [y1, y2] = [from.y + (down ? 1 : -1) * (BOX.height / 2), to.y + (down ? -1 : 1) * (BOX.height / 2)];
  if (to.y === from.y)
    return `M${from.x} ${from.y - BOX.height / 2}Q${(from.x + to.x) / 2} ${from.y - BOX.height} ${to.x} ${to.y - BOX.height / 2}`;
  const middle = (y1 + y2) / 2;
  return `M${from.x} ${y1}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${y2}`;
}
