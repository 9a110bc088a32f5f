import { ArrowDown, ChevronRight, SquareTerminal } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button, CopyButton } from '../Button.tsx';

interface OutputLine {
  number: number;
  step: string | null;
  text: string;
}

interface OutputDrawerProps {
  output: OutputLine[];
  /** Lines that were written in all; the held ones are the last of them. */
  lines_total: number;
  open?: boolean;
  /** Nothing more will be written. */
  ended: boolean;
}

/** What the job's commands wrote. Follows the end until the reader scrolls up; then it stays and counts what is new. */
export function OutputDrawer({ output, lines_total, open: openAtFirst = false, ended }: OutputDrawerProps) {
  const [open, setOpen] = useState(openAtFirst);
  // A door to nothing is none.
  if (ended && lines_total === 0) return <p className="output output-none">The steps wrote no output.</p>;
  const lines = lines_total === 1 ? '1 line' : `${lines_total.toLocaleString('en')} lines`;
  return (
    <div className="output" data-open={open || undefined}>
      <div className="output-head">
        <button type="button" className="output-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={15} aria-hidden="true" className="output-chevron" />
          <SquareTerminal size={15} aria-hidden="true" />
          <span>Output</span>
          <span className="output-count">{lines_total > 0 ? lines : 'nothing yet'}</span>
        </button>
        {open && output.length > 0 && (
          <CopyButton text={output.map((line) => line.text).join('\n')} label="Copy output" />
        )}
      </div>
      {open && <OutputLines output={output} lines_total={lines_total} />}
    </div>
  );
}

function OutputLines({ output, lines_total }: Pick<OutputDrawerProps, 'output' | 'lines_total'>) {
  const box = useRef<HTMLDivElement>(null);
  const [stoppedAt, setStoppedAt] = useState<number | null>(null);
  const following = stoppedAt === null;
  useLayoutEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onScroll = () => {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
      setStoppedAt((before) => (atEnd ? null : (before ?? lines_total)));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [lines_total]);
  const missing = lines_total - output.length;
  const fresh = stoppedAt === null ? 0 : lines_total - stoppedAt;
  return (
    <div className="output-body">
      {/* A region that scrolls has to be within reach of the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="output-box mono" ref={box} tabIndex={0} role="log" aria-label="Output of the job" aria-live="off">
        {missing > 0 && <p className="output-gap">{missing.toLocaleString('en')} earlier lines are not held here.</p>}
        {output.map((line) => (
          <div key={line.number} className="output-line" data-number={line.number}>
            {line.text}
          </div>
        ))}
        {output.length === 0 && <p className="output-gap">What the steps write will stand here.</p>}
      </div>
      {!following && (
        <Button size="sm" className="output-follow" onClick={() => setStoppedAt(null)}>
          <ArrowDown size={14} aria-hidden="true" />
          {fresh > 0 ? `${fresh} new ${fresh === 1 ? 'line' : 'lines'}` : 'To the end'}
        </Button>
      )}
    </div>
  );
}
