// Jobs as the agent keeps them: the list, one of them, and what can be asked of one.
import type { Job, JobSummary, SshAuth } from '@moltbot-ops/sdk/types';
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, expectData } from './client.ts';

const page_length = 50;

/** Newest first, a page at a time. */
export const jobsQuery = infiniteQueryOptions({
  queryKey: ['jobs', 'list'],
  queryFn: ({ pageParam, signal }) =>
    expectData(
      client.GET('/jobs', {
        params: { query: { limit: page_length, ...(pageParam === null ? {} : { before_job_id: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ jobs }) => (jobs.length < page_length ? null : (jobs.at(-1)?.job_id ?? null)),
});

export const jobQuery = (job_id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', job_id],
    queryFn: ({ signal }) => readJob(job_id, signal),
  });

export const readJob = (job_id: string, signal?: AbortSignal): Promise<Job> =>
  expectData(client.GET('/jobs/{job_id}', { params: { path: { job_id } }, ...(signal ? { signal } : {}) }));

export const cancelJob = (job_id: string): Promise<Job> =>
  expectData(client.POST('/jobs/{job_id}/cancel', { params: { path: { job_id } } }));

export const resumeJob = (job_id: string, auth: SshAuth): Promise<Job> =>
  expectData(client.POST('/jobs/{job_id}/resume', { params: { path: { job_id } }, body: { auth } }));

/** Puts what the agent said of one job into what is held of it; a job that is not in the list makes the list be read again. */
export function takeJob(queryClient: QueryClient, job: JobSummary): void {
  queryClient.setQueryData(jobQuery(job.job_id).queryKey, (held) => held && { ...held, ...job });
  let known = false;
  queryClient.setQueryData(jobsQuery.queryKey, (data) => {
    if (!data) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      jobs: page.jobs.map((one) => {
        if (one.job_id !== job.job_id) return one;
        known = true;
        return job;
      }),
    }));
    return { ...data, pages };
  });
  if (!known) void queryClient.invalidateQueries({ queryKey: jobsQuery.queryKey });
}
