import type { ConfigApplyRequest, ConfigDocument } from '@moltbot-ops/sdk/types';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { applyConfig, configQuery } from '../../api/config.ts';
import { queryClient } from '../../api/queries.ts';
import { ActPanel } from '../../ui/act/ActPanel.tsx';
import { Button } from '../../ui/Button.tsx';
import { fieldChanges } from '../../ui/config/ChangeList.tsx';
import type { Sendable } from '../../ui/config/sendable.ts';
import { sendable } from '../../ui/config/sendable.ts';
import { type SecretTarget, targetLooks } from '../../ui/config/words.ts';
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
          {...(target ? { hint: `They go to ${targetLooks[target].sentence}` } : {})}
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
  return (
    <ActPanel
      action="config_apply"
      params={params}
      verb="Hold to put it into force"
      start={(confirmation_token) => applyConfig({ ...params, confirmation_token })}
      onStarted={onStarted}
      // The page behind compares anew with what is in force now, and asks whose fields stay.
      onConflict={() => void queryClient.invalidateQueries({ queryKey: configQuery.queryKey }).then(onConflict)}
      more={fieldChanges}
    />
  );
}
