import type { Job } from '@moltbot-ops/sdk/types';
import { useState } from 'react';
import { Button } from '../Button.tsx';
import { Dialog } from '../Dialog.tsx';
import { undoneSteps } from './words.ts';

interface CancelJobProps {
  job: Job;
  onCancel(): Promise<void>;
}

/** Asks once, with what will be taken back, and then for the stop at the next safe point. */
export function CancelJob({ job, onCancel }: CancelJobProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const { would_undo } = undoneSteps(job);
  const signed_out = job.state === 'waiting';
  if (job.state === 'cancelling') return <span className="why-not">Stopping at the next safe point.</span>;
  if (!job.cancellable) return null;
  const stop = async () => {
    setBusy(true);
    await onCancel();
    setBusy(false);
    setOpen(false);
  };
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Cancel…
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Stop this job?"
        description={
          would_undo.length === 0 ? (
            <p>It has changed nothing yet, so nothing has to be taken back.</p>
          ) : (
            <>
              <p>
                {signed_out
                  ? 'Nobody is signed in at its machine, so nothing is taken back. What these steps left there is named, to be removed by hand:'
                  : 'It stops at its next safe point. Then whatever these steps changed is taken back, the last first:'}
              </p>
              <ul className="cancel-steps">
                {[...would_undo].reverse().map((title) => (
                  <li key={title}>{title}</li>
                ))}
              </ul>
              {signed_out && <p>To have it taken back, sign in first, let the job go on, and cancel it then.</p>}
            </>
          )
        }
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{job.state === 'running' ? 'Let it run' : 'Let it wait'}</Button>
            <Button look="danger" busy={busy && 'Stopping…'} onClick={() => void stop()}>
              {would_undo.length === 0 || signed_out ? 'Stop it' : 'Stop and take back'}
            </Button>
          </>
        }
      />
    </>
  );
}
