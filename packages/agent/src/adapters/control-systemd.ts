// The user's systemd on any host: writes one unit file and asks `systemctl --user` to load, start, stop and read it.
// A unit that somebody else wrote is never overwritten, and nothing but our own file is ever removed.
import { dirname, join } from 'node:path';
import type { HostExecutor, RunResult } from '../ports/host-executor.ts';
import {
  type ServiceControl,
  ServiceControlError,
  type ServiceInstallation,
  type ServiceReading,
  type ServiceSpec,
} from '../ports/service-control.ts';
import { renderUnit, unitMark } from './systemd-unit.ts';

const ask_timeout_ms = 15_000;
/** Beyond the unit's own stop timeout, for the manager to answer. */
const stop_margin_ms = 15_000;
const properties = 'LoadState,ActiveState,SubState,Result,MainPID,ExecMainStatus';

export function createSystemdControl(): ServiceControl {
  return { name: 'systemd-user', available, install, matches, uninstall, start, stop, restart, read, lastOutput };
}

const unitPath = (spec: ServiceSpec): string => join(spec.home, '.config/systemd/user', spec.systemd_unit);

async function systemctl(host: HostExecutor, args: readonly string[], timeout_ms = ask_timeout_ms): Promise<RunResult> {
  const { uid } = await host.facts();
  const runtime = `/run/user/${uid}`;
  const env = { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus`, LC_ALL: 'C' };
  return host.run(['systemctl', '--user', '--no-pager', ...args], { env, timeout_ms });
}

async function demand(host: HostExecutor, args: readonly string[], timeout_ms?: number): Promise<void> {
  const answer = await systemctl(host, args, timeout_ms);
  if (answer.status === 0) return;
  const words = answer.stderr.trim().slice(0, 500);
  const code = /Failed to connect to bus|No medium found/i.test(words) ? 'service_unreachable' : 'service_refused';
  throw new ServiceControlError(
    code,
    `systemctl --user ${args.join(' ')} failed: ${words || `status ${answer.status}`}`,
  );
}

async function available(host: HostExecutor): Promise<string | null> {
  const { platform, uid } = await host.facts();
  if (platform !== 'linux') return 'systemd is at home on Linux';
  if ((await host.stat('/run/systemd/system').catch(() => null)) === null) return 'this machine does not run systemd';
  const answer = await systemctl(host, ['show', '--property=Version']);
  return answer.status === 0 ? null : `the user’s service manager cannot be reached (/run/user/${uid}/bus)`;
}

async function install(host: HostExecutor, spec: ServiceSpec): Promise<ServiceInstallation> {
  const path = unitPath(spec);
  const wanted = renderUnit(spec);
  const present = await readText(host, path);
  if (present !== null && !present.startsWith(unitMark))
    throw new ServiceControlError('service_foreign', `${path} was written by somebody else.`);
  const changed = present !== wanted;
  if (changed) {
    await host.makeDirectory(dirname(path), { mode: 0o755 });
    await host.writeFile(path, wanted, { mode: 0o644 });
    await demand(host, ['daemon-reload']);
  }
  const enabled = await systemctl(host, ['is-enabled', spec.systemd_unit]);
  if (enabled.stdout.trim() !== 'enabled') await demand(host, ['enable', spec.systemd_unit]);
  return { paths: [path], changed: changed || enabled.stdout.trim() !== 'enabled', ...(await linger(host)) };
}

async function matches(host: HostExecutor, spec: ServiceSpec): Promise<boolean> {
  if ((await readText(host, unitPath(spec))) !== renderUnit(spec)) return false;
  return (await systemctl(host, ['is-enabled', spec.systemd_unit])).stdout.trim() === 'enabled';
}

/** Without it the gateway ends with the last session of its user. */
async function linger(host: HostExecutor): Promise<{ warnings: string[]; linger_enabled: boolean }> {
  const { user } = await host.facts();
  const mark = `/var/lib/systemd/linger/${user}`;
  if ((await host.stat(mark).catch(() => null)) !== null) return { warnings: [], linger_enabled: false };
  const answer = await host.run(['loginctl', 'enable-linger', user], { timeout_ms: ask_timeout_ms });
  if (answer.status === 0) return { warnings: [], linger_enabled: true };
  return {
    warnings: [
      `The gateway ends when ${user} signs out, because this account may not let its services linger. As root: loginctl enable-linger ${user}`,
    ],
    linger_enabled: false,
  };
}

async function uninstall(host: HostExecutor, spec: ServiceSpec, made?: { linger_enabled: boolean }): Promise<void> {
  const path = unitPath(spec);
  const present = await readText(host, path);
  if (present?.startsWith(unitMark) !== true) return;
  await stop(host, spec);
  await systemctl(host, ['disable', spec.systemd_unit]);
  await host.remove(path);
  await systemctl(host, ['daemon-reload']);
  await systemctl(host, ['reset-failed', spec.systemd_unit]);
  if (made?.linger_enabled !== true) return;
  const { user } = await host.facts();
  await host.run(['loginctl', 'disable-linger', user], { timeout_ms: ask_timeout_ms });
}

async function start(host: HostExecutor, spec: ServiceSpec): Promise<void> {
  // A unit that gave up refuses to start until it is told to forget why.
  await systemctl(host, ['reset-failed', spec.systemd_unit]);
  await demand(host, ['start', spec.systemd_unit], 60_000);
}

async function stop(host: HostExecutor, spec: ServiceSpec): Promise<void> {
  const { installed } = await read(host, spec);
  if (installed) await demand(host, ['stop', spec.systemd_unit], spec.stop_timeout_ms + stop_margin_ms);
}

async function restart(host: HostExecutor, spec: ServiceSpec): Promise<void> {
  await systemctl(host, ['reset-failed', spec.systemd_unit]);
  await demand(host, ['restart', spec.systemd_unit], spec.stop_timeout_ms + stop_margin_ms + 60_000);
}

async function read(host: HostExecutor, spec: ServiceSpec): Promise<ServiceReading> {
  const answer = await systemctl(host, ['show', `--property=${properties}`, '--', spec.systemd_unit]);
  const shown = new Map(
    answer.stdout.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const answered = answer.status === 0;
  const state = shown.get('ActiveState') ?? null;
  const pid = Number(shown.get('MainPID') ?? 0);
  const status = Number(shown.get('ExecMainStatus') ?? Number.NaN);
  return {
    installed: answered ? shown.get('LoadState') === 'loaded' : (await readText(host, unitPath(spec))) !== null,
    running:
      state === 'active' ||
      state === 'reloading' ||
      (state === 'activating' && shown.get('SubState') !== 'auto-restart'),
    state: !answered ? null : shown.get('Result') === 'success' ? state : `${state} (${shown.get('Result')})`,
    pid: pid > 0 ? pid : null,
    exit_status: Number.isInteger(status) && state !== 'active' ? status : null,
  };
}

async function lastOutput(host: HostExecutor, spec: ServiceSpec): Promise<string[]> {
  const argv = ['journalctl', '--user', '--no-pager', '-o', 'cat', '-n', '40', '-u', spec.systemd_unit] as const;
  const answer = await host.run([...argv], { timeout_ms: ask_timeout_ms });
  return answer.status === 0 ? answer.stdout.split('\n').filter(Boolean) : [];
}

async function readText(host: HostExecutor, path: string): Promise<string | null> {
  if ((await host.stat(path)) === null) return null;
  return (await host.readFile(path, 256 * 1024)).toString('utf8');
}
