import type { GatewayState } from '@moltbot-ops/sdk/types';
import { stateLooks } from './states.ts';

/** The shape of a state, so that colour is never alone: disc, triangle, half disc, square, broken ring. */
export function StateMark({ state, size = 14 }: { state: GatewayState; size?: number }) {
  return (
    <svg
      className="state-mark"
      data-tone={stateLooks[state].tone}
      width={size}
      height={size}
      viewBox="-8 -8 16 16"
      aria-hidden="true"
    >
      {shapes[state]}
    </svg>
  );
}

const ring = { fill: 'none', stroke: 'currentColor', strokeWidth: 2.4 };
const shapes: Record<GatewayState, React.ReactNode> = {
  running: <circle r="6" fill="currentColor" />,
  degraded: (
    <path d="M0-7 7.4 6H-7.4Z" fill="currentColor" stroke="currentColor" strokeWidth="1" strokeLinejoin="round" />
  ),
  starting: (
    <>
      <circle r="5.6" {...ring} />
      <path d="M0-5.6A5.6 5.6 0 0 1 0 5.6Z" fill="currentColor" />
    </>
  ),
  unknown: <circle r="5.6" {...ring} strokeDasharray="4.4 2.6" />,
  crash_loop: (
    <path
      d="M-5.6 2A5.8 5.8 0 1 0-3.6-4.6M-6.4-6.6-3.8-4.2-6.6-2"
      {...ring}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  stopped: <rect x="-5.6" y="-5.6" width="11.2" height="11.2" rx="2" fill="currentColor" />,
  not_installed: <circle r="5.6" {...ring} />,
};

/** State as shape, word and colour, for lists and lines of text. */
export function StatePill({ state }: { state: GatewayState }) {
  const look = stateLooks[state];
  return (
    <span className="pill" data-tone={look.tone}>
      <StateMark state={state} size={10} />
      {look.word}
    </span>
  );
}

/** Any other short verdict. */
export function Pill({
  tone,
  children,
}: {
  tone: 'ok' | 'warn' | 'bad' | 'idle' | 'accent';
  children: React.ReactNode;
}) {
  return (
    <span className="pill" data-tone={tone}>
      {children}
    </span>
  );
}
