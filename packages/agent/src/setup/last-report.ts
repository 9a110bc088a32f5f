import type { Job, MoltBotStatus, SetupReport } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import { describeLeftLine, type LeftLine } from '../gateway/left-lines.ts';
import type { Jobs } from '../jobs/job-service.ts';
import type { Clock } from '../ports/clock.ts';
import { makeSetupReport } from './report.ts';
import type { Wizard } from './wizard.ts';

export interface ReportDependencies {
  wizard: Pick<Wizard, 'lastSetup'>;
  jobs: Pick<Jobs, 'get'>;
  clock: Clock;
  status: () => MoltBotStatus;
  agent_version: string;
  redact: (text: string) => string;
  leftBehind: () => Promise<LeftLine[]>;
}

/** The report of the setup that is under way or was finished last. Throws `setup_nothing_yet`. */
export async function readSetupReport(deps: ReportDependencies): Promise<SetupReport> {
  const wizard = deps.wizard.lastSetup();
  return makeSetupReport({
    wizard,
    install_job: await readJob(deps.jobs, wizard.install_job_id),
    apply_job: await readJob(deps.jobs, wizard.apply_job_id),
    status: deps.status(),
    left_behind: (await deps.leftBehind()).map(describeLeftLine),
    agent_version: deps.agent_version,
    now_ms: deps.clock.now(),
    redact: deps.redact,
  });
}

/** Null for a job that is not kept any more. */
async function readJob(jobs: Pick<Jobs, 'get'>, job_id: string | null): Promise<Job | null> {
  if (job_id === null) return null;
  try {
    return await jobs.get(job_id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'job_not_found') return null;
    throw error;
  }
}
