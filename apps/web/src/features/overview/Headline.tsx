import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import { Radio } from 'lucide-react';
import { Prose } from '../../ui/Prose.tsx';
import { passingReasons } from '../../ui/reasons.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stateLooks, stateOf } from '../../ui/states.ts';
import { headlineParts } from './words.ts';

/** The state as the page's heading, with what qualifies it. */
export function Headline({ status, now_ms, live }: { status: MoltBotStatus; now_ms: number; live: boolean }) {
  const state = stateOf(status);
  const look = stateLooks[state];
  return (
    <div className="headline" data-tone={look.tone}>
      <h1 tabIndex={-1}>
        <span className="headline-mark pulse" key={state}>
          <StateMark state={state} size={18} />
        </span>
        <span className="visually-hidden">MoltBot is </span>
        {look.word}
      </h1>
      <ul className="headline-parts">
        {headlineParts(status, now_ms).map((part) => (
          <li key={part.replace(/\d+/g, '0')}>{part}</li>
        ))}
      </ul>
      {passingReasons(status.reasons).map((reason) => (
        <p key={reason.code} className="headline-passing">
          <Prose text={reason.message} />
        </p>
      ))}
      <p className="headline-live" data-tone={live ? 'ok' : 'idle'}>
        <Radio size={14} aria-hidden="true" />
        {live ? 'Live' : 'Last known'}
      </p>
      <p className="visually-hidden" role="status">{`MoltBot is ${look.word}. ${look.meaning}`}</p>
    </div>
  );
}

export function HeadlineSkeleton() {
  return (
    <div className="headline" data-tone="idle">
      <h1 tabIndex={-1}>
        <span className="headline-mark pulse">
          <StateMark state="unknown" size={18} />
        </span>
        <span className="headline-looking">Looking…</span>
      </h1>
    </div>
  );
}
