import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { keeper } from '../../api/client.ts';
import { useJob } from '../../api/job-watch.ts';
import { cancelJob, resumeJob } from '../../api/jobs.ts';
import { LiveJob } from '../../ui/job/LiveJob.tsx';
import { Page } from '../../ui/Page.tsx';
import { useStore } from '../../util/store.ts';

/** One job, live: it can be left and come back to, in any browser. */
export function JobDetail({ job_id }: { job_id: string }) {
  const session = useStore(keeper.state);
  const role = session.phase === 'in' ? session.session.device.role : 'viewer';
  const watch = useJob(session.phase === 'in' ? job_id : null);
  return (
    <Page
      title="Job"
      measure="text"
      heading={
        <div className="job-crumb">
          <Link to="/runs" className="btn btn-quiet btn-sm">
            <ArrowLeft size={14} aria-hidden="true" />
            Jobs
          </Link>
          <h1 tabIndex={-1}>
            <span className="visually-hidden">Job </span>
            <code>{job_id}</code>
          </h1>
        </div>
      }
    >
      <LiveJob
        watch={watch}
        may_act={role !== 'viewer'}
        onCancel={cancelJob}
        onResume={resumeJob}
        otherwise={
          <Link to="/runs" className="btn">
            See all jobs
          </Link>
        }
      />
    </Page>
  );
}
