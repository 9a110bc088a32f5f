import type { JobSummary } from '@moltbot-ops/sdk/types';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, ListChecks } from 'lucide-react';
import { keeper } from '../../api/client.ts';
import { jobsQuery } from '../../api/jobs.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { jobDuration, jobLooks } from '../../ui/job/words.ts';
import { Pill } from '../../ui/StateMark.tsx';
import { useStore } from '../../util/store.ts';
import { clockSecondWords, momentWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';

/** Newest first, renewed as they change. */
export function JobList() {
  const signedIn = useStore(keeper.state).phase === 'in';
  const pages = useInfiniteQuery({ ...jobsQuery, enabled: signedIn });
  const now = useNow(1000);
  const jobs = pages.data?.pages.flatMap((page) => page.jobs) ?? [];
  if (pages.error && !pages.data) {
    return (
      <ErrorState
        title="The jobs could not be read"
        message={pages.error.message}
        action={<Button onClick={() => void pages.refetch()}>Read again</Button>}
      />
    );
  }
  if (!pages.data) return <Skeleton lines={[88, 80, 92]} label="Reading the jobs" />;
  if (jobs.length === 0) {
    return (
      <EmptyState
        icon={<ListChecks size={22} aria-hidden="true" />}
        title="No job yet."
        action={
          <Link to="/wizard" className="btn">
            Open Setup
          </Link>
        }
      >
        Installing and configuring a gateway will be listed here, with every step.
      </EmptyState>
    );
  }
  return (
    <>
      <Card className="job-list">
        <ul>
          {jobs.map((job) => (
            <JobRow key={job.job_id} job={job} now_ms={now} />
          ))}
        </ul>
      </Card>
      {pages.hasNextPage && (
        <div>
          <Button busy={pages.isFetchingNextPage && 'Reading…'} onClick={() => void pages.fetchNextPage()}>
            Show earlier jobs
          </Button>
        </div>
      )}
    </>
  );
}

function JobRow({ job, now_ms }: { job: JobSummary; now_ms: number }) {
  const look = jobLooks[job.state];
  const took = jobDuration(job, now_ms);
  return (
    <li>
      <Link to="/runs" search={{ job: job.job_id }} className="job-row">
        <span className="job-row-words">
          <b>{job.title}</b>
          <span className="hint">
            {job.host}
            {' · '}
            <time dateTime={job.created_at} title={clockSecondWords(job.created_at)}>
              {momentWords(job.created_at, now_ms)}
            </time>
            {took && ` · ${took}`}
          </span>
        </span>
        {job.finished_at === null && (
          <span className="job-row-steps mono">{`${job.steps_done}/${job.steps_total}`}</span>
        )}
        <Pill tone={look.tone}>{look.word}</Pill>
        <ChevronRight size={16} aria-hidden="true" className="job-row-go" />
      </Link>
    </li>
  );
}
