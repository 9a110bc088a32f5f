// launchd on macOS: one property list in the user's LaunchAgents, loaded into the user's own domain. launchd knows no exit
// status after which it should give up, so it starts a gateway that refuses its configuration again every so often.
import { dirname, join } from 'node:path';
import type { HostExecutor, RunResult } from '../ports/host-executor.ts';
import {
  type ServiceControl,
  ServiceControlError,
  type ServiceInstallation,
  type ServiceReading,
  type ServiceSpec,
} from '../ports/service-control.ts';

const mark = '<!-- Written by MoltBot Ops. -->';
const ask_timeout_ms = 15_000;
const poll_ms = 500;

/** `wait` resolves after so many milliseconds. */
export function createLaunchdControl(wait: (delay_ms: number) => Promise<void>): ServiceControl {
  const plistPath = (spec: ServiceSpec) => join(spec.home, 'Library/LaunchAgents', `${spec.launchd_label}.plist`);
  const domainOf = async (host: HostExecutor) => `gui/${(await host.facts()).uid}`;
  const launchctl = (host: HostExecutor, ...args: string[]): Promise<RunResult> =>
    host.run(['/bin/launchctl', ...args], { timeout_ms: ask_timeout_ms });
  const demand = async (host: HostExecutor, ...args: string[]) => {
    const answer = await launchctl(host, ...args);
    if (answer.status !== 0)
      throw new ServiceControlError(
        'service_refused',
        `launchctl ${args[0]} failed: ${answer.stderr.trim().slice(0, 500)}`,
      );
  };
  const read = async (host: HostExecutor, spec: ServiceSpec): Promise<ServiceReading> => {
    const shown = await launchctl(host, 'print', `${await domainOf(host)}/${spec.launchd_label}`);
    const state = /^\s*state = (.+)$/m.exec(shown.stdout)?.[1]?.trim() ?? null;
    const pid = /^\s*pid = (\d+)/m.exec(shown.stdout)?.[1];
    const status = /^\s*last exit code = (\d+)/m.exec(shown.stdout)?.[1];
    return {
      installed: (await host.stat(plistPath(spec))) !== null,
      running: state === 'running',
      state: shown.status === 0 ? state : null,
      pid: pid === undefined ? null : Number(pid),
      exit_status: status === undefined ? null : Number(status),
    };
  };
  const stop = async (host: HostExecutor, spec: ServiceSpec): Promise<void> => {
    await launchctl(host, 'bootout', `${await domainOf(host)}/${spec.launchd_label}`);
    for (let waited_ms = 0; waited_ms < spec.stop_timeout_ms; waited_ms += poll_ms) {
      if (!(await read(host, spec)).running) return;
      await wait(poll_ms);
    }
    throw new ServiceControlError('service_refused', `${spec.launchd_label} did not end in time.`);
  };
  const start = async (host: HostExecutor, spec: ServiceSpec): Promise<void> => {
    const domain = await domainOf(host);
    const loaded = await launchctl(host, 'print', `${domain}/${spec.launchd_label}`);
    if (loaded.status !== 0) await demand(host, 'bootstrap', domain, plistPath(spec));
    await demand(host, 'kickstart', `${domain}/${spec.launchd_label}`);
  };
  const present = async (host: HostExecutor, path: string): Promise<string | null> =>
    (await host.stat(path)) === null ? null : (await host.readFile(path, 256 * 1024)).toString('utf8');
  return {
    name: 'launchd',
    read,
    start,
    stop,
    async available(host) {
      if ((await host.facts()).platform !== 'darwin') return 'launchd is at home on macOS';
      const shown = await launchctl(host, 'print', await domainOf(host));
      return shown.status === 0 ? null : 'nobody is signed in to this Mac’s desktop as that account';
    },
    async install(host, spec): Promise<ServiceInstallation> {
      const path = plistPath(spec);
      const wanted = renderPlist(spec);
      const found = await present(host, path);
      if (found !== null && !found.includes(mark))
        throw new ServiceControlError('service_foreign', `${path} was written by somebody else.`);
      if (found !== wanted) {
        await host.makeDirectory(dirname(path), { mode: 0o755 });
        await host.writeFile(path, wanted, { mode: 0o644 });
      }
      return { paths: [path], changed: found !== wanted, warnings: [], linger_enabled: false };
    },
    matches: async (host, spec) => (await present(host, plistPath(spec))) === renderPlist(spec),
    async uninstall(host, spec) {
      const path = plistPath(spec);
      if ((await present(host, path))?.includes(mark) !== true) return;
      await stop(host, spec);
      await host.remove(path);
    },
    async restart(host, spec) {
      await stop(host, spec);
      await start(host, spec);
    },
    async lastOutput(host, spec) {
      const answer = await host.run(['/usr/bin/tail', '-n', '40', spec.output_path], { timeout_ms: ask_timeout_ms });
      return answer.status === 0 ? answer.stdout.split('\n').filter(Boolean) : [];
    },
  };
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const string = (text: string): string => `<string>${escapeXml(text)}</string>`;

function renderPlist(spec: ServiceSpec): string {
  const pairs: [string, string][] = [
    ['Label', string(spec.launchd_label)],
    ['ProgramArguments', `<array>${spec.argv.map(string).join('')}</array>`],
    ['WorkingDirectory', string(spec.home)],
    [
      'EnvironmentVariables',
      `<dict>${Object.entries(spec.environment)
        .map(([name, value]) => `<key>${escapeXml(name)}</key>${string(value)}`)
        .join('')}</dict>`,
    ],
    ['RunAtLoad', '<true/>'],
    ['KeepAlive', '<true/>'],
    ['ThrottleInterval', `<integer>${Math.round(spec.restart_delay_ms / 1000)}</integer>`],
    ['ExitTimeOut', `<integer>${Math.round(spec.stop_timeout_ms / 1000)}</integer>`],
    ['StandardOutPath', string(spec.output_path)],
    ['StandardErrorPath', string(spec.output_path)],
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    mark,
    '<plist version="1.0"><dict>',
    ...pairs.map(([name, value]) => `<key>${name}</key>${value}`),
    '</dict></plist>',
    '',
  ].join('\n');
}
