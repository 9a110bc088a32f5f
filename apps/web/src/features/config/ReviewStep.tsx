import type { ConfigApplyRequest, ConfigDocument } from '@moltbot-ops/sdk/types';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { applyConfig, configQuery } from '../../api/config.ts';
import { useOutlook } from '../../api/outlook.ts';
import { queryClient } from '../../api/queries.ts';
import { ImpactCard } from '../../ui/act/ImpactCard.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChangeList } from '../../ui/config/ChangeList.tsx';
import type { Sendable } from '../../ui/config/sendable.ts';
import { sendable } from '../../ui/config/sendable.ts';
import { type SecretTarget, targetLooks } from '../../ui/config/words.ts';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import type { DraftState } from './draft-store.ts';

interface ReviewStepProps {
  base: ConfigDocument;
  state: DraftState;
  onBack(): void;
  onStarted(job_id: string): void;
}

interface Options {
  backup: boolean;
  target: SecretTarget | 'auto';
}

/** The changes field by field with what they cause, then the hold that puts them into force. */
export function ReviewStep({ base, state, onBack, onStarted }: ReviewStepProps) {
  const [options, setOptions] = useState<Options>({ backup: true, target: 'auto' });
  const [body, setBody] = useState<Sendable | null>(null);
  useEffect(() => {
    let gone = false;
    void sendable(base, state.draft, state.text).then((one) => !gone && setBody(one));
    return () => {
      gone = true;
    };
  }, [base, state.draft, state.text]);
  return (
    <div className="review">
      <div>
        <Button look="quiet" size="sm" onClick={onBack}>
          <ArrowLeft size={14} aria-hidden="true" />
          Back to the draft
        </Button>
      </div>
      <div className="review-columns">
        <div>
          {body && (
            <Act
              // Another choice is another request, with a look and a token of its own.
              key={`${options.backup} ${options.target}`}
              body={body}
              base={base}
              options={options}
              onConflict={onBack}
              onStarted={onStarted}
            />
          )}
        </div>
        <ReviewOptions base={base} options={options} onOptions={setOptions} />
      </div>
    </div>
  );
}

interface ReviewOptionsProps {
  base: ConfigDocument;
  options: Options;
  onOptions(options: Options): void;
}

function ReviewOptions({ base, options, onOptions }: ReviewOptionsProps) {
  const targets = base.secret_targets ?? [];
  const best = targets[0];
  const target = options.target === 'auto' ? best : options.target;
  return (
    <div className="review-options">
      <Switch
        label="Keep a backup"
        hint="Without it the old file is still kept until the new one is verified."
        checked={options.backup}
        onCheckedChange={(backup) => onOptions({ ...options, backup })}
      />
      {best && (
        <Select
          label="Where new secrets are kept"
          value={options.target}
          options={[
            { value: 'auto', label: `Best there is: ${targetLooks[best].name.toLowerCase()}` },
            ...targets.map((one) => ({ value: one, label: targetLooks[one].name })),
          ]}
          {...(target ? { hint: targetLooks[target].sentence } : {})}
          onValueChange={(next) => onOptions({ ...options, target: next })}
        />
      )}
    </div>
  );
}

interface ActProps {
  body: Sendable;
  base: ConfigDocument;
  options: Options;
  onConflict(): void;
  onStarted(job_id: string): void;
}

function Act({ body, base, options, onConflict, onStarted }: ActProps) {
  const params: ConfigApplyRequest = {
    ...body,
    base_hash: base.hash,
    backup_before_apply: options.backup,
    secret_target: options.target,
    wait_seconds: 0,
  };
  const { outlook, lookAgain } = useOutlook('config_apply', params);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const error = refused ?? outlook.error;
  const clashes =
    error?.code === 'config_conflict' ||
    outlook.preview?.blockers.some((one) => one.code === 'config_conflict') === true;
  useEffect(() => {
    if (!clashes) return;
    // The page behind compares anew with what is in force now, and asks whose fields stay.
    void queryClient.invalidateQueries({ queryKey: configQuery.queryKey }).then(onConflict);
  }, [clashes, onConflict]);
  const again = () => {
    setRefused(null);
    lookAgain();
  };
  const confirm = async (confirmation_token: string) => {
    setBusy(true);
    try {
      const { job_id } = await applyConfig({ ...params, confirmation_token });
      if (job_id) onStarted(job_id);
    } catch (cause) {
      setRefused(cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) }));
    } finally {
      setBusy(false);
    }
  };
  if (error)
    return (
      <ErrorState
        title={refused ? 'It was not put into force' : 'It could not be seen what would happen'}
        message={error.message}
        request_id={error.request_id}
        action={<Button onClick={again}>Look again</Button>}
      />
    );
  if (!outlook.preview)
    return (
      <div className="impact">
        <Skeleton lines={[56, 84, 72, 80, 40]} label="Looking at what would be done, without doing it" />
      </div>
    );
  return (
    <ImpactCard
      preview={outlook.preview}
      expires_at_ms={outlook.expires_at_ms}
      verb="Hold to put it into force"
      busy={busy && 'Starting…'}
      onConfirm={(token) => void confirm(token)}
      onLookAgain={again}
    >
      <ChangeList changes={outlook.preview.impact.config_changes ?? []} label="Fields that change" />
    </ImpactCard>
  );
}
