import type {
  InstallLocalRequest,
  InstallSshRequest,
  Job,
  JobState,
  SetupChoice,
  SshAuth,
} from '@moltbot-ops/sdk/types';
import { useState } from 'react';
import { type JobWatch, useJob } from '../../api/job-watch.ts';
import { cancelJob, resumeJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/queries.ts';
import { installLocal, installSsh } from '../../api/setup.ts';
import { ActPanel } from '../../ui/act/ActPanel.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { LiveJob } from '../../ui/job/LiveJob.tsx';
import { CredentialsForm } from '../../ui/ssh/CredentialsForm.tsx';
import { travel } from '../../util/travel.ts';
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
    <StepFrame wizard={wizard} why_not={done ? undefined : whyNot(job_id, watch)}>
      {job_id ? (
        <LiveJob
          watch={watch}
          may_act={!wizard.why_not}
          onCancel={cancelJob}
          onResume={resumeJob}
          otherwise={!wizard.why_not && <Button onClick={again}>See what an installation would do</Button>}
          verdictActions={watch.job && !wizard.why_not && <VerdictActions job={watch.job} onAgain={again} />}
        />
      ) : (
        <Preview
          wizard={wizard}
          onStarted={(id) => {
            void queryClient.invalidateQueries({ queryKey: ['setup', 'state'] });
            travel(() => setStarted(id));
          }}
        />
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
    const credentials = wizard.credentialsFor(choice);
    if (!credentials) {
      return (
        <Card>
          <CredentialsForm
            account={`${choice.username}@${choice.host}`}
            verb="Sign in and see what will be done"
            onGive={(auth) => wizard.giveCredentials(choice, auth)}
          />
        </Card>
      );
    }
    const params = sshRequest(choice, credentials);
    const start = (confirmation_token: string) => installSsh({ ...params, confirmation_token });
    return (
      <ActPanel
        action="install_ssh"
        params={params}
        verb="Hold to install"
        start={start}
        onStarted={onStarted}
        mend={
          <>
            <Button onClick={() => wizard.forgetCredentials()}>Give other credentials</Button>
            <Button onClick={() => wizard.goTo('choose')}>Look at the machine’s key</Button>
          </>
        }
      />
    );
  }
  const params = localRequest(choice);
  const start = (confirmation_token: string) => installLocal({ ...params, confirmation_token });
  return (
    <ActPanel
      action="install_local"
      params={params}
      verb="Hold to install"
      start={start}
      onStarted={onStarted}
      mend={<Button onClick={() => wizard.goTo('choose')}>Choose anew</Button>}
    />
  );
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

function whyNot(job_id: string | null, { job, line }: JobWatch): string {
  if (job_id === null) return 'The gateway has to be installed first.';
  if (job === null) return 'The job is being read.';
  if (job.finished_at) return 'The installation did not come to its end.';
  // What was known last may be over by now.
  if (line === 'lost') return 'The agent does not answer, so nobody knows how far it is.';
  return words[job.state] ?? 'The installation still runs.';
}

const words: Partial<Record<JobState, string>> = {
  queued: 'The installation waits for its turn.',
  waiting: 'The installation waits for you.',
  cancelling: 'The installation is being stopped.',
};
