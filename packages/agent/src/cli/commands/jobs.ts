import type { Job, JobEvent, JobState, JobStep, JobSummary } from '@moltbot-ops/sdk/types';
import { controlSocketPath } from '../../system/state-directory.ts';
import { type CommonOptions, createAgentClient, readCommandSettings } from '../agent-access.ts';
import { exitCodes } from '../exit-codes.ts';
import { toInert, toInertJson } from '../inert.ts';
import { followJob } from '../job-follow.ts';
import { createOutput, formatTable, tint } from '../output.ts';

/** `moltbot-ops jobs` */
export async function runJobList(options: CommonOptions & { limit: number }): Promise<void> {
  const output = createOutput(options.json === true);
  const list = await createAgentClient(options).call('jobList', { query: { limit: options.limit } });
  if (list.jobs.length === 0) output.line('There was no job yet.');
  else for (const line of formatTable(header, list.jobs.map(toRow))) output.line(line);
  output.result(list);
}

/** `moltbot-ops job`: how a job stands, or with `--follow` all that it does until it has ended. */
export async function runJob(job_id: string, options: CommonOptions & { follow?: boolean }): Promise<void> {
  const output = createOutput(options.json === true);
  const client = createAgentClient(options);
  const before = await client.call('jobGet', { path: { job_id } });
  if (!options.follow) {
    for (const line of formatJob(before)) output.line(line);
    return output.result(before);
  }
  await followJob(controlSocketPath(readCommandSettings(options).home), job_id, (event) => {
    if (output.json) process.stdout.write(`${JSON.stringify(JSON.parse(toInertJson(event)))}\n`);
    else for (const line of formatEvent(event)) output.line(line);
  });
  const after = await client.call('jobGet', { path: { job_id } });
  for (const line of formatEnd(after)) output.line(line);
  if (after.state !== 'succeeded') process.exitCode = exitCodes.failed;
}

/** `moltbot-ops job cancel` */
export async function runJobCancel(job_id: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const job = await createAgentClient(options).call('jobCancel', { path: { job_id } });
  output.line(
    job.state === 'cancelling'
      ? `${toInert(job.title)} stops at its next safe point. Follow it with \`moltbot-ops job ${job.job_id} --follow\`.`
      : `${toInert(job.title)} is ${stateWords[job.state]}.`,
  );
  for (const sentence of job.remains) output.line(`  Remains: ${toInert(sentence)}`);
  output.result(job);
}

const stateWords: Record<JobState, string> = {
  queued: 'in line',
  running: 'running',
  waiting: 'waiting for credentials',
  cancelling: 'being cancelled',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};

const header = ['JOB', 'WHAT', 'MACHINE', 'STATE', 'STEPS', 'ACCEPTED'];

function toRow(job: JobSummary): string[] {
  const steps = `${job.steps_done}/${job.steps_total}`;
  return [job.job_id, job.title, job.host, stateWords[job.state], steps, job.created_at.slice(0, 16)];
}

function toneOf(state: JobState): 'ok' | 'warning' | 'error' {
  if (state === 'succeeded') return 'ok';
  return state === 'failed' || state === 'interrupted' ? 'error' : 'warning';
}

/** A job as lines for people; everything that others wrote is made inert. */
export function formatJob(job: Job): string[] {
  const waits = job.waits_for ? `, waits for ${toInert(job.waits_for)}` : '';
  return [
    `${toInert(job.title)} on ${toInert(job.host)}: ${tint(toneOf(job.state), stateWords[job.state])}${waits}`,
    ...job.steps.flatMap((step) => [
      `  ${formatStep(step)}`,
      ...step.evidence.map(({ label, value }) => `      ${toInert(label)}: ${toInert(value)}`),
    ]),
    ...formatOutcome(job),
  ];
}

function formatStep({ title, state, attempt, message }: JobStep): string {
  const tries = attempt > 1 ? `, try ${attempt}` : '';
  return `${toInert(title)}: ${state.replace('_', ' ')}${tries}${message ? ` (${toInert(message)})` : ''}`;
}

function formatOutcome({ error, remains, result }: Job): string[] {
  return [
    ...Object.entries(result ?? {}).map(([name, value]) => `  ${toInert(name)}: ${toInert(textOf(value))}`),
    ...(error ? [`  ${tint('strong', toInert(error.message))} (${toInert(error.code)})`] : []),
    ...(error?.evidence ?? []).map((line) => `    · ${toInert(line)}`),
    ...(error ? [`    Next: ${toInert(error.next_step)}`] : []),
    ...remains.map((sentence) => `  Remains: ${toInert(sentence)}`),
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function formatEvent({ step, line }: JobEvent): string[] {
  if (step) return [formatStep(step)];
  return line === undefined ? [] : [`    ${toInert(line)}`];
}

function formatEnd(job: Job): string[] {
  return [`${toInert(job.title)}: ${tint(toneOf(job.state), stateWords[job.state])}`, ...formatOutcome(job)];
}
