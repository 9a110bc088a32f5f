import type { Job, SshAuth } from '@moltbot-ops/sdk/types';
import { type ReactNode, useState } from 'react';
import { Card } from '../Card.tsx';
import { ErrorState, Skeleton } from '../Feedback.tsx';
import { CredentialsForm } from '../ssh/CredentialsForm.tsx';
import { toast } from '../Toast.tsx';
import { CancelJob } from './CancelJob.tsx';
import { JobTimeline } from './JobTimeline.tsx';
import { JobVerdict } from './JobVerdict.tsx';

interface LiveJobProps {
  watch: {
    job: Job | null;
    output: Array<{ number: number; step: string | null; text: string }>;
    lines_total: number;
    line: 'connecting' | 'open' | 'lost' | 'over';
    error: Error | null;
  };
  /** Whether the reader may stop it and give it credentials. */
  may_act: boolean;
  onCancel(job_id: string): Promise<unknown>;
  onResume(job_id: string, auth: SshAuth): Promise<unknown>;
  /** What can be done where the job cannot be read, such as one that is kept no longer. */
  otherwise?: ReactNode;
  /** What to do next, once it has ended. */
  verdictActions?: ReactNode;
}

/** A job with everything that belongs to it: the verdict first once there is one, then how it came about. */
export function LiveJob({ watch, may_act, onCancel, onResume, otherwise, verdictActions }: LiveJobProps) {
  const { job } = watch;
  if (!job) {
    if (watch.error)
      return <ErrorState title="The job could not be read" message={watch.error.message} action={otherwise} />;
    return <Skeleton lines={[44, 88, 72, 80]} label="Reading the job" />;
  }
  const cancel = () =>
    onCancel(job.job_id).then(
      () => undefined,
      (cause: unknown) => toast(cause instanceof Error ? cause.message : String(cause), 'bad'),
    );
  return (
    <div className="live-job">
      <JobVerdict job={job} actions={verdictActions} />
      {job.state === 'waiting' && <Waiting job={job} may_act={may_act} onResume={onResume} />}
      <JobTimeline
        job={job}
        output={watch.output}
        lines_total={watch.lines_total}
        lost={watch.line === 'lost'}
        actions={may_act && <CancelJob job={job} onCancel={cancel} />}
      />
    </div>
  );
}

/** The agent was away, and with it what it takes to sign in there: it is asked for once more. */
function Waiting(props: { job: Job; may_act: boolean; onResume: LiveJobProps['onResume'] }) {
  const { job } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const give = async (auth: SshAuth) => {
    setBusy(true);
    setError(null);
    await props.onResume(job.job_id, auth).catch((cause: unknown) => {
      setError(cause instanceof Error ? cause.message : String(cause));
    });
    setBusy(false);
  };
  return (
    <Card tone="warn" className="verdict">
      <h2 tabIndex={-1} data-landing>
        It waits for you to sign in again
      </h2>
      <p className="verdict-next">
        The agent was started anew, and what it takes to sign in at {job.host} is kept in memory alone. With it the job
        goes on after its last finished step; no finished step runs twice. To give it up instead, cancel it below.
      </p>
      {props.may_act && (
        <CredentialsForm
          account={job.host}
          verb="Go on with the job"
          busy={busy && 'Signing in…'}
          error={error}
          onGive={(auth) => void give(auth)}
        />
      )}
    </Card>
  );
}
