import { useEffect, useRef } from 'react';
import { configQuery } from '../../api/config.ts';
import { useJob } from '../../api/job-watch.ts';
import { cancelJob, resumeJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { LiveJob } from '../../ui/job/LiveJob.tsx';

interface ApplyStepProps {
  job_id: string;
  may_act: boolean;
  /** It is in force and verified: the draft has done its work. */
  onApplied(): void;
  onBack(): void;
}

/** The job that puts it into force, as it runs; survives a reload, because its id is in the address. */
export function ApplyStep({ job_id, may_act, onApplied, onBack }: ApplyStepProps) {
  const watch = useJob(job_id);
  const state = watch.job?.state;
  const applied = useRef(onApplied);
  useEffect(() => {
    applied.current = onApplied;
  });
  useEffect(() => {
    if (!watch.job?.finished_at) return;
    if (state === 'succeeded') applied.current();
    void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
  }, [state, watch.job?.finished_at]);
  return (
    <LiveJob
      watch={watch}
      may_act={may_act}
      onCancel={cancelJob}
      onResume={resumeJob}
      verdictActions={
        <Button look={state === 'succeeded' ? 'plain' : 'go'} onClick={onBack}>
          {state === 'succeeded' ? 'Back to the configuration' : 'Back to the draft'}
        </Button>
      }
    />
  );
}
