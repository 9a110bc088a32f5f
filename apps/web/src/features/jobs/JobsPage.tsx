import { useSearch } from '@tanstack/react-router';
import { Page } from '../../ui/Page.tsx';
import { JobDetail } from './JobDetail.tsx';
import './jobs.css';
import { JobList } from './JobList.tsx';

/** What was asked of the machine and how it went: the list, or one job as it runs. */
export function JobsPage() {
  const { job } = useSearch({ from: '/signed/runs' });
  if (job) return <JobDetail job_id={job} />;
  return (
    <Page
      title="Jobs"
      measure="text"
      intro="Everything that changes a machine runs as a job: step by step, with its evidence, and undone when it fails."
    >
      <JobList />
    </Page>
  );
}
