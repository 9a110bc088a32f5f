import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiError, keeper } from '../../api/client.ts';
import { linkCode } from '../../api/link-code.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/Feedback.tsx';
import { CodeInput, code_letters, groupCode, isWholeCode } from '../../ui/Field.tsx';
import { Command } from '../../ui/Prose.tsx';
import { countdownWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import { claimCode } from './claim.ts';
import { refusalTitle } from './reasons.ts';

interface EnterCodeProps {
  device_name: string;
  given_code?: string;
  /** The field for the name, which belongs before the button. */
  children: ReactNode;
}

/** Comes in with a code that the host has already approved: typed here, or carried by the link that was opened. */
export function EnterCode({ device_name, given_code, children }: EnterCodeProps) {
  const [code, setCode] = useState(() => groupCode(given_code ?? ''));
  const [error, setError] = useState<ApiError | null>(null);
  const [retryAt, setRetryAt] = useState(0);
  const [busy, setBusy] = useState(false);
  const left = Math.max(0, retryAt - useNow(500));
  const fromLink = given_code !== undefined && error === null;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || left > 0 || device_name.trim() === '' || !isWholeCode(code)) return;
    setBusy(true);
    try {
      const session = await claimCode(code, device_name.trim());
      linkCode.set(null);
      keeper.accept(session);
    } catch (cause) {
      const refusal =
        cause instanceof ApiError ? cause : new ApiError(0, { code: 'unexpected', message: String(cause) });
      setError(refusal);
      setRetryAt(refusal.retry_after_seconds === null ? 0 : Date.now() + refusal.retry_after_seconds * 1000);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="pair-step" onSubmit={submit}>
      {fromLink ? (
        <p className="pair-lead">
          The link carries a code that the host has approved. One press and this browser is in.
        </p>
      ) : (
        <>
          <div>
            <p className="pair-lead">On the host, this makes a code that works once:</p>
            <Command text="moltbot-ops pair" />
          </div>
          <CodeInput label="Code from the host" value={code} onValueChange={setCode} />
        </>
      )}
      {children}
      {error && <ErrorState title={refusalTitle(error.code)} message={error.message} />}
      <div className="pair-actions">
        <Button type="submit" look="go" busy={busy && 'Entering…'} why_not={whyNot(code, device_name, left)}>
          Pair this browser
        </Button>
        {given_code !== undefined && (
          <Button look="quiet" onClick={() => linkCode.set(null)}>
            Pair another way
          </Button>
        )}
      </div>
    </form>
  );
}

function whyNot(code: string, deviceName: string, leftMs: number): string | undefined {
  if (leftMs > 0) return `Possible again in ${countdownWords(leftMs / 1000)}.`;
  if (!isWholeCode(code)) return `The code has ${code_letters} letters and digits.`;
  return deviceName.trim() === '' ? 'The browser needs a name.' : undefined;
}
