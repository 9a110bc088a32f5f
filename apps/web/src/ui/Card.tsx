import { type ReactNode, useId, useState } from 'react';

/** A named region with its heading above it. */
export function Section({
  title,
  aside,
  children,
  className,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={['section', className].filter(Boolean).join(' ')}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'accent';

/** A raised surface; with a tone it carries that tone's edge. */
export function Card({ tone, children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <div className={['card', tone ? 'card-toned' : '', className].filter(Boolean).join(' ')} data-tone={tone}>
      {children}
    </div>
  );
}

/** One figure with its name. The name comes first in reading order. */
export function Tile({
  name,
  value,
  unit,
  note,
  tone,
  ticking = false,
}: {
  name: string;
  value: ReactNode;
  /** A figure that time alone changes: it is renewed in place, because an endless roll would tell nothing. */
  ticking?: boolean;
  unit?: string;
  note?: ReactNode;
  tone?: Tone;
}) {
  return (
    <div className="tile" data-tone={tone}>
      <dt>{name}</dt>
      <dd>
        <span className="tile-value">
          {ticking ? value : <Rolling value={value} />}
          {unit && <span className="tile-unit"> {unit}</span>}
        </span>
        {note && <span className="tile-note">{note}</span>}
      </dd>
    </div>
  );
}

/** A figure that rolls in when it becomes another one. */
function Rolling({ value }: { value: ReactNode }) {
  const [first] = useState(value);
  return (
    <span className={value === first ? undefined : 'rolling'} key={String(value)}>
      {value}
    </span>
  );
}

/** Label and value pairs, in rows. */
export function Facts({ facts }: { facts: Array<[label: string, value: ReactNode]> }) {
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
