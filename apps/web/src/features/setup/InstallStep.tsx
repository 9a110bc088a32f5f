import type { InstallLocalRequest, InstallSshRequest, Job, SetupChoice, SshAuth } from '@moltbot-ops/sdk/types';
import { useState } from 'react';
import { useJob } from '../../api/job-watch.ts';
import { cancelJob, resumeJob } from '../../api/jobs.ts';
import { installLocal, installSsh } from '../../api/setup.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { LiveJob } from '../../ui/job/LiveJob.tsx';
import { CredentialsForm } from '../../ui/ssh/CredentialsForm.tsx';
import { travel } from '../../util/travel.ts';
import { ActStep } from './ActStep.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** What will be done, the confirmation, the steps as they run, and the verdict. */
export function InstallStep({ wizard }: { wizard: Wizard }) {
  const { state } = wizard;
  const [started, setStarted] = useState<string | null>(null);
  // A job of before is put aside to look at a new preview; nothing happens to it.
  const [aside, setAside] = useState<string | null>(null);
  const known = started ?? state.install_job_id;
  const job_id = known === aside ? null : known;
  const watch = useJob(job_id);
  const done = watch.job?.state === 'succeeded';
  const again = () => setAside(job_id);
  return (
    <StepFrame wizard={wizard} why_not={done ? undefined : whyNot(job_id, watch.job)}>
      {job_id ? (
        <LiveJob
          watch={watch}
          may_act={!wizard.why_not}
          onCancel={cancelJob}
          onResume={resumeJob}
          verdictActions={watch.job && !wizard.why_not && <VerdictActions job={watch.job} onAgain={again} />}
        />
      ) : (
        <Preview wizard={wizard} onStarted={(id) => travel(() => setStarted(id))} />
      )}
    </StepFrame>
  );
}

function VerdictActions({ job, onAgain }: { job: Job; onAgain(): void }) {
  if (job.state === 'succeeded') {
    return (
      <Button look="quiet" size="sm" onClick={onAgain}>
        Install again…
      </Button>
    );
  }
  return (
    <Button look="go" onClick={onAgain}>
      Try again
    </Button>
  );
}

function Preview({ wizard, onStarted }: { wizard: Wizard; onStarted(job_id: string): void }) {
  const { choice } = wizard.state;
  if (wizard.why_not || !choice) return null;
  if (choice.place === 'ssh') {
    if (!wizard.credentials) {
      return (
        <Card>
          <CredentialsForm
            account={`${choice.username}@${choice.host}`}
            verb="Sign in and see what will be done"
            onGive={wizard.setCredentials}
          />
        </Card>
      );
    }
    const params = sshRequest(choice, wizard.credentials);
    const start = (confirmation_token: string) => installSsh({ ...params, confirmation_token });
    return <ActStep action="install_ssh" params={params} verb="Hold to install" start={start} onStarted={onStarted} />;
  }
  const params = localRequest(choice);
  const start = (confirmation_token: string) => installLocal({ ...params, confirmation_token });
  return <ActStep action="install_local" params={params} verb="Hold to install" start={start} onStarted={onStarted} />;
}

function localRequest(choice: SetupChoice): InstallLocalRequest {
  const method = choice.method === 'npm' || choice.method === 'brew' ? choice.method : 'docker';
  return { method, channel: choice.channel, version: choice.version ?? null, port: choice.port ?? null };
}

function sshRequest(choice: SetupChoice, auth: SshAuth): InstallSshRequest {
  return {
    host: choice.host ?? '',
    port: choice.ssh_port ?? 22,
    username: choice.username ?? '',
    auth,
    method: choice.method === 'docker' ? 'docker' : 'native',
    channel: choice.channel,
    version: choice.version ?? null,
    gateway_port: choice.port ?? null,
  };
}

function whyNot(job_id: string | null, job: Job | null): string {
  if (job_id === null) return 'The gateway has to be installed first.';
  if (job === null) return 'The job is being read.';
  if (job.state === 'failed' || job.state === 'cancelled' || job.state === 'interrupted')
    return 'The installation did not come to its end.';
  return job.state === 'waiting' ? 'The installation waits for you.' : 'The installation still runs.';
}
