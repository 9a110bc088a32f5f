import type { JobStep } from '@moltbot-ops/sdk/types';
import { stepLooks } from './words.ts';

/** The shape of a step's state, so that colour is never alone. A known share is drawn as a ring that closes. */
export function StepMark({ state, progress }: { state: JobStep['state']; progress?: number | null | undefined }) {
  const around = 2 * Math.PI * 7;
  return (
    <span
      className={state === 'done' || state === 'failed' ? 'step-mark pulse' : 'step-mark'}
      data-tone={stepLooks[state].tone}
      data-state={state}
      key={state}
    >
      <svg width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true">
        {shapes[state]}
        {state === 'running' && (
          <circle
            r="7"
            className="step-ring"
            transform="rotate(-90)"
            strokeDasharray={`${around * (progress ?? 0.25)} ${around}`}
          />
        )}
      </svg>
    </span>
  );
}

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const cut = { ...line, stroke: 'var(--deck)' } as const;
const shapes: Record<JobStep['state'], React.ReactNode> = {
  pending: <circle r="6" {...line} strokeWidth={1.6} className="step-hollow" />,
  running: (
    <>
      <circle r="7" {...line} className="step-track" />
      <circle r="2.6" fill="currentColor" />
    </>
  ),
  done: (
    <>
      <circle r="8" fill="currentColor" />
      <path d="M-3.4 .2-1 2.7 3.6-2.4" {...cut} />
    </>
  ),
  unchanged: (
    <>
      <circle r="7.2" {...line} />
      <path d="M-3-1.4H3M-3 1.7H3" {...line} strokeWidth={1.6} />
    </>
  ),
  failed: (
    <>
      <circle r="8" fill="currentColor" />
      <path d="M-2.6-2.6 2.6 2.6M2.6-2.6-2.6 2.6" {...cut} />
    </>
  ),
  undoing: <path d="M-6.4 1A6.5 6.5 0 1 0-4-5M-6.6-6.6-4.2-4.8-6-2.2" {...line} />,
  undone: <path d="M-6.4 1A6.5 6.5 0 1 0-4-5M-6.6-6.6-4.2-4.8-6-2.2" {...line} />,
  undo_failed: (
    <>
      <path d="M0-8 8.6 7H-8.6Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M0-2.4V2M0 4.4V4.5" {...cut} />
    </>
  ),
  skipped: <path d="M-4 0H4" {...line} />,
};
