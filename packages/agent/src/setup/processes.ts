import type { HostExecutor } from '../ports/host-executor.ts';

export interface ListedProcess {
  pid: number;
  /** Command line, split at blanks: good enough to tell a title or a script. */
  argv: string[];
}

/** Every process of the host, by one `ps`; empty where the system does not show them. */
export async function listProcesses(host: HostExecutor, signal?: AbortSignal): Promise<ListedProcess[]> {
  const answer = await host.run(['ps', '-eo', 'pid=,args='], {
    timeout_ms: 10_000,
    output_bytes_max: 4 * 1024 ** 2,
    ...(signal ? { signal } : {}),
  });
  return answer.stdout.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\S.*)$/.exec(line);
    return found?.[2] === undefined ? [] : [{ pid: Number(found[1]), argv: found[2].trim().split(/\s+/) }];
  });
}
