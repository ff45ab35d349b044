import { useMemo, useRef } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { classOf, clustersOf } from './clusters';
import { shortly } from './oblast-names';
import { HEIGHT, lengthOf, project, seenAt, spotAt, tidy, unproject, WIDTH, type Spot, type View } from './projection';
import { oblastAt, type Oblast, type Ring } from './topology';
import { CLUSTERS_FROM, POINTS_FROM, useOblastName, type Cell, type OblastCount, type Point } from './use-map';

interface DrawingProps {
  readonly view: View;
  readonly look: (view: View) => void;
  readonly oblasts: readonly Oblast[];
  readonly counts: readonly OblastCount[];
  readonly cells: readonly Cell[];
  readonly points: readonly Point[];
  readonly watched: readonly Schemas['ContributionView'][];
  /** What the drawing shows, in a sentence; the tables beside it hold the same. */
  readonly says: string;
}

const path = (rings: readonly Ring[]): string =>
  rings
    .map(
      (ring) =>
        `M${ring
          .map((point) =>
            project(point)
              .map((value) => value.toFixed(2))
              .join(' '),
          )
          .join('L')}Z`,
    )
    .join('');

/** The map itself: plain SVG, so that it needs no graphics card, no worker and no exception from the policy of content. */
export function Drawing({ view, look, oblasts, counts, cells, points, watched, says }: DrawingProps) {
  const shapes = useMemo(() => oblasts.map((oblast) => ({ oblast, d: path(oblast.polygons.flat()), ...middleOf(oblast) })), [oblasts]);
  // Where no oblast is shaded for them, acts are drawn as clusters from the start.
  const beyond = useMemo(
    () => cells.filter(({ longitude, latitude }) => oblastAt(oblasts, [Number(longitude), Number(latitude)]) === undefined),
    [cells, oblasts],
  );
  const drag = useDrag(view, look);
  const [cx, cy] = project([view.lon, view.lat]);
  const most = Math.max(0, ...counts.filter(({ oblast }) => oblast !== undefined).map(({ count }) => count));
  const countOf = (oblast: Oblast): number => counts.find((one) => one.oblast === oblast)?.count ?? 0;
  const shaded = view.z < CLUSTERS_FROM;
  return (
    <svg className="map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={says} {...drag}>
      <g transform={`translate(${WIDTH / 2 - cx * view.z} ${HEIGHT / 2 - cy * view.z}) scale(${view.z})`}>
        {shapes.map(({ oblast, d, x, y }) => (
          <path
            key={oblast.code}
            d={d}
            fillRule="evenodd"
            className={`map-oblast map-class-${shaded ? classOf(countOf(oblast), most) : 0}`}
            onDoubleClick={() => {
              const [lon, lat] = unproject([x, y]);
              look(tidy({ lon, lat, z: Math.max(3, view.z * 2) }));
            }}
          />
        ))}
        {watched.flatMap(({ id, area }) =>
          area.map((polygon, index) => <path key={`${id} ${index}`} className="map-watched" d={path([ringOf(polygon)])} />),
        )}
      </g>
      {shaded && <Labels view={view} shapes={shapes} countOf={countOf} />}
      {view.z < POINTS_FROM && <Clusters view={view} look={look} cells={shaded ? beyond : cells} />}
      {view.z >= POINTS_FROM && points.map((point) => <PointMark key={point.id} point={point} view={view} />)}
    </svg>
  );
}

const ringOf = (polygon: object): Ring =>
  ((polygon as { ring?: readonly { latitude: string; longitude: string }[] }).ring ?? []).map(
    ({ latitude, longitude }) => [Number(longitude), Number(latitude)] as const,
  );

interface Shape {
  readonly oblast: Oblast;
  readonly d: string;
  readonly x: number;
  readonly y: number;
}

/** The middle of the largest polygon: an oblast of several parts bears its label once. */
function middleOf({ polygons }: Oblast): { readonly x: number; readonly y: number } {
  const outlines = polygons.map(([outer = []]) => outer.map(project));
  const sizes = outlines.map((outline) => Math.abs(areaOf(outline)));
  const largest = outlines[sizes.indexOf(Math.max(...sizes))] ?? [];
  const [xs, ys] = [largest.map(([x]) => x), largest.map(([, y]) => y)];
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
}

const areaOf = (outline: readonly Spot[]): number =>
  outline.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0) / 2;

interface LabelsProps {
  readonly view: View;
  readonly shapes: readonly Shape[];
  readonly countOf: (oblast: Oblast) => number;
}

function Labels({ view, shapes, countOf }: LabelsProps) {
  const nameOf = useOblastName();
  return shapes
    .filter(({ oblast }) => countOf(oblast) > 0)
    .map(({ oblast, x, y }) => {
      const [left, top] = seenAt(view, [x, y]);
      return (
        <text key={oblast.code} className="map-label" x={left} y={top}>
          {shortly(nameOf(oblast))} {countOf(oblast)}
        </text>
      );
    });
}

interface ClustersProps {
  readonly view: View;
  readonly look: (view: View) => void;
  readonly cells: readonly Cell[];
}

function Clusters({ view, look, cells }: ClustersProps) {
  return clustersOf(cells, view).map(({ at: [x, y], count, lon, lat }) => (
    <g key={`${x} ${y}`} onClick={() => look(tidy({ lon, lat, z: view.z * 2.5 }))}>
      <circle className="map-cluster" cx={x} cy={y} r={11 + 3 * Math.log(count)} />
      <text className="map-cluster-count" x={x} y={y + 4}>
        {count}
      </text>
    </g>
  ));
}

/** A shape says what was ruled, its filling whether it is verified: never colour alone. */
function PointMark({ point, view }: { readonly point: Point; readonly view: View }) {
  const navigate = useNavigate();
  const { t } = useTranslation();
  const [lon, lat] = [Number(point.longitude), Number(point.latitude)];
  const [x, y] = seenAt(view, project([lon, lat]));
  const radius = lengthOf(point.radiusMetres, lat) * view.z;
  const open = (): void => {
    if (point.kind === 'report') void navigate({ to: '/reports/$id', params: { id: point.id } });
  };
  return (
    <g transform={`translate(${x} ${y})`} onClick={open}>
      {radius > 1 && <circle className="map-radius" r={radius} pointerEvents="none" />}
      <path className={`map-point ${point.verified ? 'map-point-verified' : ''}`} d={SHAPES[point.standing] ?? SHAPES['pending']}>
        <title>{`${point.reference ?? t('map.kinds.incident')} – ${point.codes.join(', ')}`}</title>
      </path>
    </g>
  );
}

/** Square: attributed. Triangle: ruled on, not attributed. Circle: pending. Cross: no ruling will come. Diamond: not open to the reader. */
export const SHAPES: Readonly<Record<string, string>> = {
  attributed: 'M-6-6H6V6H-6Z',
  notAttributed: 'M0-8L7 5H-7Z',
  pending: 'M-6 0A6 6 0 1 0 6 0A6 6 0 1 0-6 0Z',
  closed: 'M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z',
  notOpen: 'M0-8L7 0L0 8L-7 0Z',
};

/** Moving the map by pointer; buttons and keys do the same (no action needs a drag). */
function useDrag(view: View, look: (view: View) => void) {
  const from = useRef<{ readonly x: number; readonly y: number; readonly view: View } | undefined>(undefined);
  return {
    onPointerDown: ({ clientX, clientY }: React.PointerEvent) => {
      from.current = { x: clientX, y: clientY, view };
    },
    onPointerMove: ({ clientX, clientY, currentTarget, buttons }: React.PointerEvent<SVGSVGElement>) => {
      const start = from.current;
      if (start === undefined || buttons !== 1) return;
      const unit = WIDTH / currentTarget.clientWidth;
      const [dx, dy] = [(clientX - start.x) * unit, (clientY - start.y) * unit];
      if (Math.hypot(dx, dy) < 6) return;
      const [lon, lat] = unproject(spotAt(start.view, [WIDTH / 2 - dx, HEIGHT / 2 - dy]));
      look(tidy({ lon, lat, z: view.z }));
    },
    onPointerUp: () => {
      from.current = undefined;
    },
  };
}
