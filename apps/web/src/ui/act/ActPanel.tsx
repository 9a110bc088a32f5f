import type { Impact, OpsPreviewRequest } from '@moltbot-ops/sdk/types';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useOutlook } from '../../api/outlook.ts';
import { Button } from '../Button.tsx';
import { ErrorState, Skeleton } from '../Feedback.tsx';
import { ImpactCard } from './ImpactCard.tsx';

interface ActPanelProps {
  action: OpsPreviewRequest['action'];
  /** The operation's own body without its token. */
  params: object;
  verb: string;
  start(confirmation_token: string): Promise<{ job_id?: string | null }>;
  onStarted(job_id: string): void;
  /** More of the impact than every action has. */
  more?(impact: Impact): ReactNode;
  /** What can be done about a refusal, beside looking again. */
  mend?: ReactNode;
  /** Somebody else changed what this would change. It is shown as any other refusal where nobody takes it. */
  onConflict?(): void;
}

/** Looks at what would happen, shows it, takes the confirmation, and hands over the job that does it. */
export function ActPanel({ action, params, verb, start, onStarted, more, mend, onConflict }: ActPanelProps) {
  const { outlook, lookAgain } = useOutlook(action, params);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const { preview } = outlook;
  const error = refused ?? outlook.error;
  const codes = [error?.code, ...(preview?.blockers.map((one) => one.code) ?? [])];
  useConflict(codes.includes('config_conflict'), onConflict);
  const again = () => {
    setRefused(null);
    lookAgain();
  };
  const confirm = async (token: string) => {
    setBusy(true);
    setRefused(null);
    try {
      const { job_id } = await start(token);
      if (job_id) onStarted(job_id);
    } catch (cause) {
      setRefused(cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) }));
    } finally {
      setBusy(false);
    }
  };
  if (error) {
    return (
      <ErrorState
        title={refused ? 'It was not started' : 'It could not be seen what would happen'}
        message={error.message}
        request_id={error.request_id}
        action={
          <>
            <Button onClick={again}>Look again</Button>
            {mend}
          </>
        }
      />
    );
  }
  if (!preview) {
    return (
      <div className="sheet acting impact">
        <Skeleton lines={[56, 84, 72, 80, 40]} label="Looking at what would be done, without doing it" />
      </div>
    );
  }
  return (
    <ImpactCard
      preview={preview}
      expires_at_ms={outlook.expires_at_ms}
      verb={verb}
      busy={busy && 'Starting…'}
      onConfirm={(token) => void confirm(token)}
      onLookAgain={again}
      mend={mend}
    >
      {more?.(preview.impact)}
    </ImpactCard>
  );
}

/** Says it once each time that it comes about. */
function useConflict(clashes: boolean, onConflict: (() => void) | undefined): void {
  const latest = useRef(onConflict);
  useEffect(() => {
    latest.current = onConflict;
  });
  useEffect(() => {
    if (clashes) latest.current?.();
  }, [clashes]);
}
