import { CloudOff } from 'lucide-react';
import { connection, retryNow } from '../../api/live.ts';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../util/store.ts';
import { ageWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';

/** A blink of the line is not worth a word; a lost one says how old everything on the page is. */
const grace_ms = 1500;

/** Says that the line to the agent is lost, since when, and when it is tried again. Stays out of the way otherwise. */
export function ConnectionBanner() {
  const line = useStore(connection);
  const now = useNow(1000);
  const lost = line.state === 'reconnecting' && now - line.since_ms > grace_ms;
  return (
    <div className="banner-place" role="status">
      {lost && (
        <div className="banner banner-shake" data-tone="warn">
          <CloudOff size={17} aria-hidden="true" />
          <p>
            <b>The agent does not answer.</b>{' '}
            {line.heard_ms > 0 ? `What you see is from ${ageWords(now - line.heard_ms)}.` : 'Nothing is known yet.'}{' '}
            <span aria-hidden="true">{retryWords(line.retry_at_ms, now)}</span>
          </p>
          <Button size="sm" onClick={retryNow}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}

function retryWords(retryAtMs: number | null, now: number): string {
  if (retryAtMs === null || retryAtMs <= now) return 'Trying now.';
  return `Next try in ${Math.ceil((retryAtMs - now) / 1000)} s.`;
}
