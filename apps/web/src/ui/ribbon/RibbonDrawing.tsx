import { stateLooks } from '../states.ts';
import type { MarkCluster, RibbonMark, Segment, Tick } from './layout.ts';

const top = 46;
const base = 104;
const labelY = 127;
const tickY = 150;
export const ribbonHeight = 156;

interface RibbonDrawingProps {
  width: number;
  segments: Segment[];
  clusters: MarkCluster[];
  ticks: Tick[];
  labels: Array<{ x: number; text: string; segment: Segment }>;
  cursor_x: number | null;
  brush: [number, number] | null;
}

/** The picture of the axis: a level line that dips as the gateway does, marks on the base, round times below. */
export function RibbonDrawing({ width, segments, clusters, ticks, labels, cursor_x, brush }: RibbonDrawingProps) {
  return (
    <svg className="ribbon-svg" width={width} height={ribbonHeight} aria-hidden="true">
      <defs>
        <pattern id="ribbon-unwatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" className="hatch" />
        </pattern>
        {(['ok', 'warn', 'bad', 'idle'] as const).map((tone) => (
          <linearGradient key={tone} id={`ribbon-${tone}`} data-tone={tone} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" className="fade-from" />
            <stop offset="1" className="fade-to" />
          </linearGradient>
        ))}
      </defs>
      {ticks.map((tick) => (
        <g key={tick.at_ms} transform={`translate(${tick.x} 0)`}>
          <path d={`M0 ${top - 8}V${base}`} className="ribbon-grid" />
          {tick.x > 22 && tick.x < width - 22 && (
            <text y={tickY} className="ribbon-tick">
              {tick.label}
            </text>
          )}
        </g>
      ))}
      <path d={`M0 ${base}H${width}`} className="ribbon-base" />
      <path d={profilePath(segments)} className="ribbon-profile" />
      {segments.map((segment) => (
        <SegmentShape key={`${segment.from_ms}-${segment.state}`} segment={segment} />
      ))}
      {clusters.map((cluster) => (
        <g key={cluster.at_ms} transform={`translate(${cluster.x} ${base})`}>
          <MarkShape
            kind={cluster.marks.length > 1 ? 'many' : (cluster.marks[0]?.kind ?? 'agent')}
            severity={cluster.severity}
            size={5.4}
          />
          {cluster.marks.length > 1 && (
            <text y="3.6" className="ribbon-count">
              {cluster.marks.length}
            </text>
          )}
        </g>
      ))}
      {labels.map((label) => (
        <text
          key={label.segment.from_ms}
          x={label.x}
          y={labelY}
          className="ribbon-label"
          data-tone={label.segment.state ? stateLooks[label.segment.state].tone : 'idle'}
        >
          {label.text}
        </text>
      ))}
      <NowDot segments={segments} width={width} />
      {brush && (
        <rect
          className="ribbon-brush"
          x={brush[0]}
          y={top - 12}
          width={brush[1] - brush[0]}
          height={base - top + 12}
          rx="3"
        />
      )}
      {cursor_x !== null && <path d={`M${cursor_x} ${top - 12}V${base + 8}`} className="ribbon-cursor" />}
    </svg>
  );
}

function SegmentShape({ segment }: { segment: Segment }) {
  const { x, width } = segment;
  if (segment.state === null)
    return <rect x={x} y={top} width={width} height={base - top} fill="url(#ribbon-unwatched)" />;
  const look = stateLooks[segment.state];
  const y = base - (base - top) * look.level;
  const inner = Math.max(1, width - 0.5);
  if (look.level === 0) {
    return (
      <g data-tone={look.tone} className="segment-down">
        <rect x={x} y={top} width={inner} height={base - top} className="segment-void" />
        <rect x={x} y={base - 3} width={inner} height={3} className="segment-line" />
      </g>
    );
  }
  return (
    <g data-tone={look.tone}>
      <rect x={x} y={y} width={inner} height={base - y} fill={`url(#ribbon-${look.tone})`} />
      <rect x={x} y={y - 1} width={inner} height={3} rx="1" className="segment-line" />
    </g>
  );
}

/** Where the axis ends in the present, the present state stands out however short it is yet. */
function NowDot({ segments, width }: { segments: Segment[]; width: number }) {
  const last = segments.find((segment) => segment.state !== null && segment.x + segment.width >= width - 1);
  if (!last?.state) return null;
  const look = stateLooks[last.state];
  return <circle cx={width} cy={levelY(last)} r="5" className="ribbon-now" data-tone={look.tone} />;
}

function levelY(segment: Segment): number {
  return segment.state === null ? base : base - (base - top) * stateLooks[segment.state].level;
}

/** One thin line through all levels, so that a fall and a rise are seen as such. */
function profilePath(segments: Segment[]): string {
  const watched = segments.filter((segment) => segment.state !== null).sort((a, b) => a.from_ms - b.from_ms);
  return watched
    .map((segment, index) => {
      const joined = index > 0 && watched[index - 1]?.to_ms === segment.from_ms;
      return `${joined ? 'L' : 'M'}${segment.x} ${levelY(segment)}L${segment.x + segment.width} ${levelY(segment)}`;
    })
    .join('');
}

const toneOf = { info: 'idle', ok: 'ok', warning: 'warn', error: 'bad' } as const;

/** One shape per kind of thing: diamond a boot, triangle a change of state, circle someone let in, square the agent itself,
 * arrow something that was asked for, cross a change of the configuration. */
export function MarkShape({
  kind,
  severity,
  size,
}: {
  kind: RibbonMark['kind'] | 'many';
  severity: keyof typeof toneOf;
  size: number;
}) {
  const s = size;
  const shapes = {
    boot: `M0 ${-s * 1.25} ${s * 1.25} 0 0 ${s * 1.25} ${-s * 1.25} 0Z`,
    state: `M0 ${-s * 1.2} ${s * 1.2} ${s} ${-s * 1.2} ${s}Z`,
    agent: `M${-s} ${-s}H${s}V${s}H${-s}Z`,
    access: `M${-s} 0A${s} ${s} 0 1 1 ${s} 0A${s} ${s} 0 1 1 ${-s} 0Z`,
    many: `M${-s * 1.6} 0A${s * 1.6} ${s * 1.6} 0 1 1 ${s * 1.6} 0A${s * 1.6} ${s * 1.6} 0 1 1 ${-s * 1.6} 0Z`,
  };
  return <path d={shapes[kind]} className="mark-shape" data-tone={toneOf[severity]} />;
}
