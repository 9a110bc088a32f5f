import { useState } from 'react';
import { clockWords, durationWords, momentWords } from '../../util/time.ts';
import { Button } from '../Button.tsx';
import { StateMark } from '../StateMark.tsx';
import { stateLooks } from '../states.ts';
import type { RibbonMark, RibbonSpan } from './layout.ts';
import { MarkShape } from './RibbonDrawing.tsx';
import { layoutRail } from './rail.ts';

const shown_at_first = 5;

/** The time axis on a phone: a rail that runs down from now. */
export function Rail({ spans, marks, now_ms }: { spans: RibbonSpan[]; marks: RibbonMark[]; now_ms: number }) {
  const [all, setAll] = useState(false);
  const items = layoutRail(spans, marks, now_ms);
  const shown = all ? items : items.slice(0, shown_at_first);
  return (
    <div className="rail">
      <ol>
        {shown.map((item) => {
          const look = stateLooks[item.state];
          return (
            <li
              key={item.key}
              className="rail-item"
              data-tone={look.tone}
              data-state={item.state}
              style={{ minHeight: item.height_px }}
            >
              <div className="rail-head">
                <StateMark state={item.state} size={16} />
                <b>{look.word}</b>
                <span>{`${item.ongoing ? 'for' : 'lasted'} ${durationWords((item.to_ms - item.from_ms) / 1000)}`}</span>
                <time
                  className="mono"
                  dateTime={new Date(item.from_ms).toISOString()}
                >{`from ${momentWords(item.from_ms, now_ms)}`}</time>
              </div>
              {item.marks.slice(0, all ? 20 : 3).map((mark) => (
                <p key={mark.at + mark.message} className="rail-mark">
                  <svg width="13" height="13" viewBox="-7 -7 14 14" aria-hidden="true">
                    <MarkShape kind={mark.kind} severity={mark.severity ?? 'info'} size={4.4} />
                  </svg>
                  <span>{mark.message}</span>
                  <time className="mono">{clockWords(mark.at)}</time>
                </p>
              ))}
            </li>
          );
        })}
      </ol>
      {items.length > shown_at_first && (
        <Button look="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show less' : `Show ${items.length - shown_at_first} earlier`}
        </Button>
      )}
    </div>
  );
}
