import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import { durationWords, momentWords } from '../../util/time.ts';
import { stateLooks } from '../states.ts';
import {
  clusterMarks,
  type Domain,
  layoutSegments,
  layoutTicks,
  placeLabels,
  type RibbonMark,
  type RibbonSpan,
  type Segment,
  timeAt,
  xOf,
} from './layout.ts';
import { MarkShape, RibbonDrawing } from './RibbonDrawing.tsx';
import { type Reading, readAt, readingWords, stopsIn } from './reading.ts';
import { useWidth } from './use-width.ts';

interface RibbonProps {
  label: string;
  spans: RibbonSpan[];
  marks: RibbonMark[];
  domain: Domain;
  now_ms: number;
  /** Asks to look closer at a stretch, or at everything again (`null`). */
  onBrush(domain: Domain | null): void;
}

const brush_px_min = 8;

/** The time axis: what state the gateway was in, and what happened. Point, drag to look closer, or walk it with the arrow keys. */
export function Ribbon({ label, spans, marks, domain, now_ms, onBrush }: RibbonProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const [brush, setBrush] = useState<[number, number] | null>(null);
  const dragFrom = useRef<number | null>(null);
  const hintId = useId();

  const segments = layoutSegments(spans, domain, width);
  const clusters = clusterMarks(marks, domain, width);
  const ticks = layoutTicks(domain, width);
  const labels = placeLabels(segments, width, labelWords);
  const tolerance = ((domain.to_ms - domain.from_ms) / Math.max(1, width)) * 9;
  const reading = cursor === null ? null : readAt(spans, marks, cursor, tolerance, now_ms);

  const pointTo = (event: PointerEvent<HTMLDivElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;

  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    const x = pointTo(event);
    setCursor(timeAt(x, domain, width));
    if (dragFrom.current !== null) setBrush([Math.min(dragFrom.current, x), Math.max(dragFrom.current, x)]);
  }

  function onPointerUp() {
    if (brush && brush[1] - brush[0] > brush_px_min) {
      onBrush({ from_ms: timeAt(brush[0], domain, width), to_ms: timeAt(brush[1], domain, width) });
      setCursor(null);
    }
    dragFrom.current = null;
    setBrush(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    const stops = stopsIn(spans, marks, domain);
    const here = cursor ?? domain.to_ms + 1;
    const target = {
      ArrowLeft: stops.findLast((stop) => stop < here) ?? domain.from_ms,
      ArrowRight: stops.find((stop) => stop > here) ?? domain.to_ms,
      Home: domain.from_ms,
      End: domain.to_ms,
    }[event.key];
    if (target !== undefined) setCursor(target);
    else if (event.key === 'Enter' && cursor !== null) onBrush(closerAround(cursor, domain));
    else if (event.key === 'Escape') onBrush(null);
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={ref}
      className="ribbon-axis"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={domain.from_ms}
      aria-valuemax={domain.to_ms}
      aria-valuenow={cursor ?? domain.to_ms}
      aria-valuetext={readingWords(reading ?? readAt(spans, marks, domain.to_ms, tolerance, now_ms), now_ms)}
      aria-describedby={hintId}
      onPointerMove={onPointerMove}
      onPointerDown={(event) => {
        dragFrom.current = pointTo(event);
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={onPointerUp}
      onPointerLeave={() => dragFrom.current === null && setCursor(null)}
      onBlur={() => setCursor(null)}
      onKeyDown={onKeyDown}
    >
      {width > 0 && (
        <RibbonDrawing
          width={width}
          segments={segments}
          clusters={clusters}
          ticks={ticks}
          labels={labels}
          cursor_x={cursor === null ? null : xOf(cursor, domain, width)}
          brush={brush}
        />
      )}
      <span id={hintId} hidden>
        Arrow keys walk from change to change, Enter looks closer, Escape shows everything.
      </span>
      {reading && <Readout reading={reading} x={xOf(reading.at_ms, domain, width)} width={width} now_ms={now_ms} />}
    </div>
  );
}

function Readout({ reading, x, width, now_ms }: { reading: Reading; x: number; width: number; now_ms: number }) {
  const look = reading.state === null ? null : stateLooks[reading.state];
  const side = x > width * 0.62 ? { right: width - x + 10 } : { left: x + 10 };
  return (
    <div className="readout" style={side} aria-hidden="true">
      <p>
        <time className="mono">{momentWords(reading.at_ms, now_ms)}</time>
        <b data-tone={look?.tone ?? 'idle'}>{look?.word ?? 'Not watched'}</b>
        {look && <span>{`${reading.ongoing ? 'for' : 'lasted'} ${durationWords(reading.lasted_ms / 1000)}`}</span>}
      </p>
      {reading.marks.map((mark) => (
        <p key={mark.at + mark.message} className="readout-mark">
          <svg width="12" height="12" viewBox="-7 -7 14 14">
            <MarkShape kind={mark.kind} severity={mark.severity ?? 'info'} size={4.6} />
          </svg>
          {mark.message}
        </p>
      ))}
    </div>
  );
}

function labelWords(segment: Segment): string | null {
  if (segment.state === 'running') return null;
  if (segment.state === null) return segment.width > 90 ? 'not watched' : null;
  return `${stateLooks[segment.state].word.toLowerCase()} ${durationWords((segment.to_ms - segment.from_ms) / 1000)}`;
}

function closerAround(atMs: number, domain: Domain): Domain {
  const half = Math.max(60_000, (domain.to_ms - domain.from_ms) / 8);
  const from = Math.max(domain.from_ms, Math.min(atMs - half, domain.to_ms - 2 * half));
  return { from_ms: from, to_ms: Math.min(domain.to_ms, from + 2 * half) };
}
