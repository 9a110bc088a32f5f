import { dirname } from 'node:path';
import { nativeLayout } from '../layout.ts';
import { type Prerequisite, reading } from './prerequisite.ts';

/** Looks at permissions and asks `test -w`; writes nothing. */
export const prefixWritable: Prerequisite = {
  check: 'prefix_writable',
  title: 'Place for the package',
  methods: ['npm', 'native'],
  timeout_ms: 10_000,
  async look({ host, host_facts, profile, gateway_home, signal }) {
    const layout = nativeLayout(profile, gateway_home);
    const evidence = [];
    for (const path of [layout.base, dirname(layout.link), layout.state_directory]) {
      const parent = await nearestParent(host, path);
      const answer = await host.run(['test', '-d', parent, '-a', '-w', parent], { timeout_ms: 5_000, signal });
      evidence.push(reading(path, answer.status === 0 ? 'writable' : `${parent} is not writable`));
      if (answer.status !== 0)
        return {
          outcome: 'blocker' as const,
          message: `${host_facts.user} may not write in ${parent}, so nothing can be installed there.`,
          next_step: `Give it to that account, as root: \`chown -R ${host_facts.user} ${parent}\``,
          evidence,
        };
    }
    return { outcome: 'ok', message: `\`${layout.prefix}\` can be written; no privilege is needed.`, evidence };
  },
};

async function nearestParent(host: Parameters<Prerequisite['look']>[0]['host'], path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await host.stat(at).catch(() => null);
    if (found !== null || at === '/') return at;
  }
}
