import { posix } from 'node:path';
import type { HostExecutor } from '../ports/host-executor.ts';

/** Below the agent's own directory: configurations that jobs are to write, one file a job. */
export const staged_directory = 'config-changes';
/** Below the agent's own directory: what the gateway's program is asked about. */
export const check_directory = 'config-check';
export const candidate_directory = 'candidate';
/** Below the directory for checks: what a channel is probed with. */
export const probe_directory = 'probe';

export interface LeftoversDeps {
  /** This machine. */
  host: HostExecutor;
  /** The agent's own directory. */
  directory: string;
  /** Ids of the jobs that have not ended; asked only where something was left. */
  unfinished: () => Promise<ReadonlySet<string>>;
}

/** Takes away configurations that an ended agent left behind: they hold secrets. For the start, before jobs are accepted. */
export async function sweepLeftovers({ host, directory, unfinished }: LeftoversDeps): Promise<void> {
  const staged = posix.join(directory, staged_directory);
  const names = await host.list(staged).catch(() => []);
  const wanted = names.length === 0 ? new Set() : await unfinished();
  for (const name of names) if (!wanted.has(name.replace(/\.json$/, ''))) await host.remove(posix.join(staged, name));
  for (const name of [candidate_directory, probe_directory])
    await host.remove(posix.join(directory, check_directory, name));
}
