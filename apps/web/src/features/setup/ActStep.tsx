import type { Impact, OpsPreviewRequest } from '@moltbot-ops/sdk/types';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useOutlook } from '../../api/outlook.ts';
import { queryClient } from '../../api/queries.ts';
import { ImpactCard } from '../../ui/act/ImpactCard.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';

interface ActStepProps {
  action: OpsPreviewRequest['action'];
  /** The operation's own body without its token. */
  params: object;
  verb: string;
  start(confirmation_token: string): Promise<{ job_id?: string | null }>;
  onStarted(job_id: string): void;
  /** More of the impact than every action has. */
  more?(impact: Impact): ReactNode;
}

/** Looks at what would happen, shows it, takes the confirmation, and hands over the job that does it. */
export function ActStep({ action, params, verb, start, onStarted, more }: ActStepProps) {
  const { outlook, lookAgain } = useOutlook(action, params);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const again = () => {
    setRefused(null);
    lookAgain();
  };
  const confirm = async (token: string) => {
    setBusy(true);
    setRefused(null);
    try {
      const { job_id } = await start(token);
      void queryClient.invalidateQueries({ queryKey: ['setup', 'state'] });
      if (job_id) onStarted(job_id);
    } catch (cause) {
      setRefused(cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) }));
    } finally {
      setBusy(false);
    }
  };
  const error = refused ?? outlook.error;
  if (error) {
    return (
      <ErrorState
        title={refused ? 'It was not started' : 'It could not be seen what would happen'}
        message={error.message}
        request_id={error.request_id}
        action={<Button onClick={again}>Look again</Button>}
      />
    );
  }
  if (!outlook.preview) {
    return (
      <div className="impact">
        <Skeleton lines={[56, 84, 72, 80, 40]} label="Looking at what would be done, without doing it" />
      </div>
    );
  }
  return (
    <ImpactCard
      preview={outlook.preview}
      expires_at_ms={outlook.expires_at_ms}
      verb={verb}
      busy={busy && 'Starting…'}
      onConfirm={(token) => void confirm(token)}
      onLookAgain={again}
    >
      {more?.(outlook.preview.impact)}
    </ImpactCard>
  );
}
