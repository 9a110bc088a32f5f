import { useEffect, useState } from 'react';
import { expectData, keeper, publicClient } from '../../api/client.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { Command } from '../../ui/Prose.tsx';
import { readStored, writeStored } from '../../util/storage.ts';
import { useStore } from '../../util/store.ts';
import { countdownWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import { CountdownRing } from './CountdownRing.tsx';
import { claimCode } from './claim.ts';
import { deviceName } from './device-name.ts';
import { createPairing, type Pairing, type PendingCode } from './pairing.ts';
import { refusalTitle } from './reasons.ts';

const pendingKey = 'moltbot-ops.pending-code';

/** Shows this browser's code until somebody at the host approves it. */
export function ShowCode() {
  const [pairing] = useState(makePairing);
  const state = useStore(pairing.state);
  useEffect(() => {
    pairing.begin();
    window.addEventListener('focus', pairing.hurry);
    return () => {
      window.removeEventListener('focus', pairing.hurry);
      pairing.stop();
    };
  }, [pairing]);

  if (state.phase === 'asking')
    return (
      <div className="pair-step pair-asking">
        <Skeleton lines={[60, 100]} label="Asking the agent for a code" />
      </div>
    );
  if (state.phase === 'waiting') return <Waiting {...state} onRenew={pairing.renew} />;
  if (state.phase === 'expired') {
    return (
      <div className="pair-step" role="status">
        <p className="pair-lead">The code has expired. Nobody was let in.</p>
        <Button look="go" onClick={pairing.renew}>
          Show a new code
        </Button>
      </div>
    );
  }
  return <Refused {...state} onRetry={pairing.renew} />;
}

function Waiting({
  code,
  expires_at_ms,
  lifetime_ms,
  unreachable,
  onRenew,
}: {
  code: string;
  expires_at_ms: number;
  lifetime_ms: number;
  unreachable: boolean;
  onRenew(): void;
}) {
  const now = useNow(1000);
  const left = Math.max(0, expires_at_ms - now);
  return (
    <div className="pair-step">
      <div className="pair-code-row">
        <p className="pair-code mono" aria-label={`Pairing code ${code.split('').join(' ')}`} role="img">
          {code.split('-').map((group, index) => (
            <span key={`${group}${index}`}>{group}</span>
          ))}
        </p>
        <CountdownRing share={left / lifetime_ms} words={countdownWords(left / 1000)} />
      </div>
      <div>
        <p className="pair-lead">On the host, type this. It lets this browser in:</p>
        <Command text={`moltbot-ops approve ${code}`} />
      </div>
      <p className="pair-wait" role="status" data-tone={unreachable ? 'warn' : 'accent'}>
        <span className="pair-dot" aria-hidden="true" />
        {unreachable
          ? 'The agent does not answer. Trying again every 2 seconds.'
          : 'Waiting for the host to approve it.'}
      </p>
      <p className="hint">
        A paired owner can type the code too, under Settings.{' '}
        <button type="button" className="link-button" onClick={onRenew}>
          Show another code
        </button>
      </p>
    </div>
  );
}

function Refused({
  code,
  message,
  retry_at_ms,
  onRetry,
}: {
  code: string;
  message: string;
  retry_at_ms: number | null;
  onRetry(): void;
}) {
  const now = useNow(500);
  const left = retry_at_ms === null ? 0 : Math.max(0, retry_at_ms - now);
  return (
    <div className="pair-step">
      <ErrorState title={refusalTitle(code)} message={message} />
      <div className="pair-actions">
        <Button
          look="go"
          onClick={onRetry}
          why_not={left > 0 ? `Possible again in ${countdownWords(left / 1000)}.` : undefined}
        >
          {code === 'unreachable' ? 'Try now' : 'Show a new code'}
        </Button>
      </div>
    </div>
  );
}

function makePairing(): Pairing {
  return createPairing({
    start: () => expectData(publicClient.POST('/pair/start')),
    claim: (code) => claimCode(code, deviceName.get().trim() || 'Unnamed browser'),
    onPaired: keeper.accept,
    now: Date.now,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    readPending: readPendingCode,
    writePending: (pending) => writeStored(pendingKey, pending, 'session'),
  });
}

function readPendingCode(): PendingCode | null {
  const value = readStored(pendingKey, 'session');
  if (typeof value !== 'object' || value === null) return null;
  const { code, expires_at_ms, lifetime_ms } = value as Partial<PendingCode>; // each field is checked in the next line
  if (typeof code !== 'string' || typeof expires_at_ms !== 'number' || typeof lifetime_ms !== 'number') return null;
  return { code, expires_at_ms, lifetime_ms };
}
