// launchd: finds the gateway's property list and asks `launchctl print` once per call. It changes nothing.
import { join } from 'node:path';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { ServiceFacts, ServiceManager, ServiceQuery } from '../ports/service-manager.ts';

/** First absolute script among a property list's ProgramArguments, else the program itself. */
export function parseProgram(plist: string): string | null {
  const block = /<key>ProgramArguments<\/key>\s*<array>([\s\S]{0,8000}?)<\/array>/.exec(plist)?.[1] ?? '';
  const words = [...block.matchAll(/<string>([^<]*)<\/string>/g)].map((found) => found[1] ?? '');
  const [program, script] = words;
  return (/\/(node|bun)$/.test(program ?? '') ? script : program) ?? null;
}

const numberAfter = (text: string, name: string): number | null => {
  const found = new RegExp(`^\\s*${name} = (\\d+)`, 'm').exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

export interface LaunchdOptions {
  runner: CommandRunner;
  files: HostFiles;
  uid: number;
}

export function createLaunchdServices({ runner, files, uid }: LaunchdOptions): ServiceManager {
  const place = (query: ServiceQuery): { path: string; domain: string } | null => {
    const agent = join(query.home, 'Library/LaunchAgents', `${query.launchd_label}.plist`);
    if (files.stamp(agent) !== null) return { path: agent, domain: `gui/${uid}` };
    const daemon = join('/Library/LaunchDaemons', `${query.launchd_label}.plist`);
    return files.stamp(daemon) === null ? null : { path: daemon, domain: 'system' };
  };
  return {
    stamp(query) {
      const found = place(query);
      return found === null ? null : `${found.path}=${files.stamp(found.path)}`;
    },
    async read(query): Promise<ServiceFacts[]> {
      const found = place(query);
      if (found === null) return [];
      const argv = ['/bin/launchctl', 'print', `${found.domain}/${query.launchd_label}`];
      const shown = await runner.run(argv, { env: { LC_ALL: 'C' }, timeout_ms: 5_000, bytes_max: 256 * 1024 });
      const text = files.read(found.path, 256 * 1024);
      const state = /^\s*state = (.+)$/m.exec(shown.stdout)?.[1]?.trim() ?? null;
      return [
        {
          manager: 'launchd',
          unit: query.launchd_label,
          answered: shown.status === 0,
          active_state: state === 'running' ? 'active' : state,
          result: null,
          exit_status: numberAfter(shown.stdout, 'last exit code'),
          restarts: null,
          main_pid: numberAfter(shown.stdout, 'pid'),
          started_at_ms: null,
          entry_path: text.ok ? parseProgram(text.text) : null,
          version: null,
          host_port: null,
        },
      ];
    },
  };
}
