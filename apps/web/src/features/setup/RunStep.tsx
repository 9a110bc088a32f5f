import type { ConfigApplyRequest, Job } from '@moltbot-ops/sdk/types';
import { useState } from 'react';
import { applyConfig } from '../../api/config.ts';
import { cancelJob, resumeJob } from '../../api/jobs.ts';
import { useJob } from '../../api/job-watch.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { LiveJob } from '../../ui/job/LiveJob.tsx';
import { travel } from '../../util/travel.ts';
import { ActStep } from './ActStep.tsx';
import { type Drafting, useDrafting } from './drafting.ts';
import { GatewayCard } from './GatewayCard.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** The changes field by field, the confirmation, the steps, and how the gateway is with it. */
export function RunStep({ wizard }: { wizard: Wizard }) {
  const drafting = useDrafting(wizard);
  const [started, setStarted] = useState<string | null>(null);
  const [aside, setAside] = useState<string | null>(null);
  const known = started ?? wizard.state.apply_job_id;
  const job_id = known === aside ? null : known;
  const watch = useJob(job_id);
  const applied = watch.job?.state === 'succeeded';
  const nothing = job_id === null && drafting.value !== undefined && Object.keys(drafting.draft).length === 0;
  return (
    <StepFrame wizard={wizard} why_not={applied || nothing ? undefined : whyNot(job_id, watch.job)}>
      {(applied || nothing) && <GatewayCard />}
      {job_id && (
        <LiveJob
          watch={watch}
          may_act={!wizard.why_not}
          onCancel={cancelJob}
          onResume={resumeJob}
          verdictActions={
            !applied &&
            !wizard.why_not && (
              <Button look="go" onClick={() => setAside(job_id)}>
                Try again
              </Button>
            )
          }
        />
      )}
      {nothing && (
        <Card>
          <p>Nothing was changed in the draft, so there is nothing to put into force.</p>
        </Card>
      )}
      {!job_id && !nothing && <Apply drafting={drafting} onStarted={(id) => travel(() => setStarted(id))} />}
    </StepFrame>
  );
}

function Apply({ drafting, onStarted }: { drafting: Drafting; onStarted(job_id: string): void }) {
  const { value, whole, error } = drafting;
  if (error) return <ErrorState title="The configuration could not be read" message={error.message} />;
  if (!value || !whole) return <Skeleton lines={[60, 80]} label="Reading the configuration" />;
  const params: ConfigApplyRequest = {
    config: whole,
    base_hash: value.hash,
    backup_before_apply: true,
    secret_target: 'auto',
    wait_seconds: 0,
  };
  const start = (confirmation_token: string) => applyConfig({ ...params, confirmation_token });
  return (
    <ActStep
      action="config_apply"
      params={params}
      verb="Hold to put it into force"
      start={start}
      onStarted={onStarted}
    />
  );
}

function whyNot(job_id: string | null, job: Job | null): string {
  if (job_id === null) return 'It has to be put into force first.';
  if (job === null) return 'The job is being read.';
  return job.finished_at ? 'It is not in force. Try again, or go back and change it.' : 'It is being put into force.';
}
