// Runs one change of a configuration in a process of its own, so that it can be killed in the middle; started again it goes
// on with what the former one left. Says on standard output how the change ended.

import { createLocalHost } from '../../src/adapters/host-local.ts';
import type { ApplyRequest } from '../../src/config/apply-plan.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';
import { openConfigDesk } from './config-desk.ts';

interface Order {
  home: string;
  gateway_home: string;
  binary: string;
  /** What to change, as a merge over each section; none to go on only with what was left. */
  sections: [string, object][];
  /** Nobody waits for the gateway. */
  is_down?: boolean;
  /** The process kills itself before it writes a file of the gateway for this time. */
  killed_at?: number;
}

// A process that waits for nothing would end by itself.
const stay = setInterval(() => undefined, 1_000);
const [, , order_text = '{}'] = process.argv;
const order = JSON.parse(order_text) as Order; // the test's own words
const takesAll = async () => ({ valid: true, errors: [], warnings: [] });
const { gateway_home, binary, home, sections, is_down = false, killed_at = 0 } = order;
const host = createLocalHost({ home: gateway_home });
let writes = 0;
const mortal: HostExecutor = {
  ...host,
  async writeFile(path, content, options) {
    writes += 1;
    if (writes === killed_at) process.kill(process.pid, 'SIGKILL');
    return host.writeFile(path, content, options);
  },
};
const desk = await openConfigDesk({
  gateway_home,
  binary,
  home,
  more: { check: takesAll, openHost: async () => mortal },
});
if (sections.length > 0) {
  if (!is_down) await desk.watched.until(({ gateway_connected }) => gateway_connected, 60_000);
  const { config, hash } = await desk.documents.get();
  const wanted: Record<string, unknown> = { ...config };
  for (const [name, more] of sections) wanted[name] = { ...(config[name] as object), ...more };
  const request: ApplyRequest = {
    config: wanted,
    base_hash: hash,
    backup_before_apply: true,
    secret_target: 'auto',
    wait_seconds: 0,
  };
  await desk.apply.run(request, 'host');
}
const [job] = await desk.jobs.list({ limit: 1, before_job_id: null });
const ended = job === undefined ? null : await desk.jobs.wait(job.job_id, 300_000);
process.stdout.write(`${JSON.stringify({ state: ended?.state, error: ended?.error, remains: ended?.remains })}\n`);
await desk.close();
clearInterval(stay);
