import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import './hold.css';

/** As long as it takes to mean it, and the length of the bar in `hold.css`. */
export const hold_ms = 900;
/** How long a first press by assistive software, which cannot hold, waits for its second. */
const again_ms = 6000;

/** A phone has no Enter key to speak of. */
const holdWords = (
  <>
    Press and hold for a second.<span className="hold-keys"> The Enter key works too.</span>
  </>
);

interface HoldButtonProps {
  children: ReactNode;
  onConfirm(): void;
  look?: 'go' | 'danger';
  /** What is being done since it was confirmed. */
  busy?: string | false;
  /** Why it cannot be confirmed now, as a sentence. */
  why_not?: string | undefined;
}

/**
 * Confirms what changes the host: held for a moment by pointer, Enter or Space. A slip of the hand does nothing and says
 * so. Software that can only activate, never hold, activates twice.
 */
export function HoldButton({ children, onConfirm, look = 'go', busy = false, why_not }: HoldButtonProps) {
  const id = useId();
  const off = Boolean(busy) || Boolean(why_not);
  const { phase, begin, release, activate } = useHold(onConfirm, off);
  const words = {
    idle: '',
    holding: 'Keep holding…',
    early: 'Let go too soon. Nothing was done.',
    armed: 'Activate it once more to confirm.',
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') release();
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault(); // no click follows, and the page does not scroll
    if (!event.repeat) begin();
  };
  return (
    <div className="hold-place">
      <button
        type="button"
        className="hold"
        data-look={look}
        data-phase={phase}
        aria-disabled={off || undefined}
        aria-describedby={`${id}-how`}
        onPointerDown={(event) => event.button === 0 && begin()}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={onKeyDown}
        onKeyUp={release}
        onBlur={release}
        onClick={(event) => event.detail === 0 && activate()}
      >
        <span className="hold-label">{busy || children}</span>
      </button>
      <p className="hold-words" id={`${id}-how`} aria-live="polite">
        {why_not ?? (busy ? '' : words[phase] || holdWords)}
      </p>
    </div>
  );
}

/** The hold itself: `begin` and `release` by hand, `activate` by software. Confirms once a hold. */
function useHold(onConfirm: () => void, off: boolean) {
  const [phase, setPhase] = useState<'idle' | 'holding' | 'early' | 'armed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const confirm = useRef(onConfirm);
  useEffect(() => {
    confirm.current = onConfirm;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const wait = (ms: number, then: () => void) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(then, ms);
  };
  const end = () => {
    clearTimeout(timer.current);
    setPhase('idle');
    confirm.current();
  };
  return {
    phase: off ? ('idle' as const) : phase,
    begin() {
      if (off) return;
      setPhase('holding');
      wait(hold_ms, end);
    },
    release() {
      if (phase !== 'holding') return;
      setPhase('early');
      wait(again_ms, () => setPhase('idle'));
    },
    activate() {
      if (off || phase === 'holding') return;
      if (phase === 'armed') return end();
      setPhase('armed');
      wait(again_ms, () => setPhase('idle'));
    },
  };
}
