import type { Job } from '@moltbot-ops/sdk/types';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import { useNow } from '../../util/use-now.ts';
import { Pill } from '../StateMark.tsx';
import './job.css';
import { OutputDrawer } from './OutputDrawer.tsx';
import { StepRow } from './StepRow.tsx';
import { jobDuration, jobLooks, jobSentence } from './words.ts';

interface JobTimelineProps {
  job: Job;
  output: Array<{ number: number; step: string | null; text: string }>;
  lines_total: number;
  /** The line to the agent is lost: what is shown may be old. */
  lost: boolean;
  /** What can be done with it now. */
  actions?: ReactNode;
}

/** A job as it runs: its steps on a time axis of their own, with what each found, and what was written meanwhile. */
export function JobTimeline({ job, output, lines_total, lost, actions }: JobTimelineProps) {
  const id = useId();
  const now = useStillNow(lost);
  const look = jobLooks[job.state];
  const took = jobDuration(job, now);
  return (
    <section className="sheet acting job" aria-labelledby={id} data-tone={look.tone}>
      <header className="job-head">
        <div>
          <h2 id={id} tabIndex={-1} data-landing>
            {job.title}
          </h2>
          <p className="job-facts">
            <Pill tone={lost ? 'idle' : look.tone}>{lost ? 'Last known' : look.word}</Pill>
            <span className="job-host">{job.host}</span>
            <span>{`${job.steps_done} of ${job.steps_total} steps`}</span>
            {took && <span>{took}</span>}
          </p>
        </div>
        {actions && <div className="job-actions">{actions}</div>}
      </header>
      <progress className="job-progress" max={job.steps_total} value={job.steps_done} aria-label="Steps done" />
      {job.state === 'queued' && (
        <p className="job-waits">
          {job.waits_for ? (
            <>
              <Link to="/runs" search={{ job: job.waits_for }}>
                Another job
              </Link>{' '}
              holds this machine. This one begins by itself when that one has ended.
            </>
          ) : (
            'It begins in a moment.'
          )}
        </p>
      )}
      <ol className="steps">
        {job.steps.map((step) => (
          <StepRow key={step.step} step={step} now_ms={now} />
        ))}
      </ol>
      <OutputDrawer
        output={output}
        lines_total={lines_total}
        open={job.state === 'failed'}
        ended={job.finished_at !== null}
      />
      <p className="visually-hidden" role="status">
        {jobSentence(job)}
      </p>
    </section>
  );
}

/** The time now, which stands still while the agent is away: a clock that runs would say that the job does. */
function useStillNow(lost: boolean): number {
  const now = useNow(1000);
  const [lost_at, setLostAt] = useState<number | null>(null);
  if (lost && lost_at === null) setLostAt(now);
  if (!lost && lost_at !== null) setLostAt(null);
  return lost_at ?? now;
}
