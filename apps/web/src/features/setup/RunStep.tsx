import type { ConfigApplyRequest, Job } from '@moltbot-ops/sdk/types';
import { useEffect, useState } from 'react';
import { applyConfig, configQuery } from '../../api/config.ts';
import { type JobWatch, useJob } from '../../api/job-watch.ts';
import { cancelJob, resumeJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/queries.ts';
import { ActPanel } from '../../ui/act/ActPanel.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { fieldChanges } from '../../ui/config/ChangeList.tsx';
import { sendable } from '../../ui/config/sendable.ts';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { LiveJob } from '../../ui/job/LiveJob.tsx';
import { travel } from '../../util/travel.ts';
import { type Drafting, useDrafting } from './drafting.ts';
import { GatewayCard } from './GatewayCard.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** The changes field by field, the confirmation, the steps, and how the gateway is with it. */
export function RunStep({ wizard }: { wizard: Wizard }) {
  const drafting = useDrafting(wizard, { deep: false });
  const [started, setStarted] = useState<string | null>(null);
  const [aside, setAside] = useState<string | null>(null);
  const known = started ?? wizard.state.apply_job_id;
  const watch = useJob(known);
  const dirty = Object.keys(drafting.draft).length > 0;
  const applied = watch.job?.state === 'succeeded';
  useDraftApplied(wizard, watch.job, dirty);
  // What was drafted since the last time was put into force is another change, with a confirmation of its own.
  const job_id = known === aside || (applied && dirty) ? null : known;
  const nothing = job_id === null && drafting.value !== undefined && !dirty;
  const done = nothing || (job_id !== null && applied);
  return (
    <StepFrame wizard={wizard} why_not={done ? undefined : whyNot(job_id, watch)}>
      {done && <GatewayCard />}
      {job_id && (
        <LiveJob
          watch={watch}
          may_act={!wizard.why_not}
          onCancel={cancelJob}
          onResume={resumeJob}
          otherwise={!wizard.why_not && <Button onClick={() => setAside(job_id)}>Look at the draft again</Button>}
          verdictActions={
            !applied &&
            !wizard.why_not && (
              <>
                <Button look="go" onClick={() => setAside(job_id)}>
                  Try again
                </Button>
                <Button onClick={() => wizard.goTo('configure')}>Change the draft</Button>
              </>
            )
          }
        />
      )}
      {nothing && (
        <Card>
          <p>Nothing is drafted, so there is nothing to put into force. Go on to the report.</p>
        </Card>
      )}
      {!job_id && dirty && (
        <Apply
          drafting={drafting}
          text={wizard.text}
          onStarted={(id) => {
            void queryClient.invalidateQueries({ queryKey: ['setup', 'state'] });
            travel(() => setStarted(id));
          }}
        />
      )}
    </StepFrame>
  );
}

/** A draft that is in force has done its work: it is put away, here and at the agent, secrets and all. */
function useDraftApplied(wizard: Wizard, job: Job | null, dirty: boolean): void {
  const { state, move, setDraft, setText } = wizard;
  const finished = job?.state === 'succeeded' ? job.finished_at : null;
  // A draft that was changed after the job ended is a new one.
  const spent = dirty && finished != null && Date.parse(finished) >= Date.parse(state.updated_at);
  useEffect(() => {
    if (!spent) return;
    setDraft(null);
    setText(null);
    void move({ draft: null });
    void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
  }, [spent, move, setDraft, setText]);
}

interface ApplyProps {
  drafting: Drafting;
  text: string | null;
  onStarted(job_id: string): void;
}

function Apply({ drafting, text, onStarted }: ApplyProps) {
  const { value, draft, error } = drafting;
  const [params, setParams] = useState<ConfigApplyRequest | null>(null);
  const [moved, setMoved] = useState(false);
  useEffect(() => {
    if (!value) return;
    let gone = false;
    // One preview belongs to one content: what is drafted while it is looked at would be another.
    void sendable(value, draft, text).then((body) => {
      if (gone) return;
      setParams(
        (before) =>
          before ?? {
            ...body,
            base_hash: value.hash,
            backup_before_apply: true,
            secret_target: 'auto',
            wait_seconds: 0,
          },
      );
    });
    return () => {
      gone = true;
    };
  }, [value, draft, text]);
  if (error) return <ErrorState title="The configuration could not be read" message={error.message} />;
  if (!params) return <Skeleton lines={[60, 80]} label="Reading the configuration" />;
  // The draft is laid over what is in force now, and looked at anew: what it changes there is shown before it may.
  const layAnew = () => {
    setMoved(true);
    setParams(null);
    void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
  };
  return (
    <>
      {moved && (
        <p className="lost-secrets" role="status">
          Somebody else changed the configuration while you drafted. This is what your draft changes in theirs.
        </p>
      )}
      <ActPanel
        action="config_apply"
        params={params}
        verb="Hold to put it into force"
        start={(confirmation_token) => applyConfig({ ...params, confirmation_token })}
        onStarted={onStarted}
        more={fieldChanges}
        onConflict={layAnew}
      />
    </>
  );
}

function whyNot(job_id: string | null, { job, line }: JobWatch): string {
  if (job_id === null) return 'It has to be put into force first.';
  if (job === null) return 'The job is being read.';
  if (job.finished_at) return 'It is not in force. Try again, or go back and change it.';
  return line === 'lost' ? 'The agent does not answer, so nobody knows how far it is.' : 'It is being put into force.';
}
