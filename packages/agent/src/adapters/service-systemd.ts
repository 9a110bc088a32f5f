// systemd, user and system: finds the gateway's unit file and asks `systemctl show` once per call, never in a loop.
// Unit text and properties → ServiceFacts. It changes nothing and needs no privilege.
import { join } from 'node:path';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { ServiceFacts, ServiceManager, ServiceManagerName, ServiceQuery } from '../ports/service-manager.ts';

const properties = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'ExecMainStatus',
  'NRestarts',
  'MainPID',
  'ExecMainStartTimestamp',
];

interface Unit {
  manager: ServiceManagerName;
  path: string;
}

function unitPaths(query: ServiceQuery): Unit[] {
  const user = [
    join(query.home, '.config/systemd/user'),
    join(query.home, '.local/share/systemd/user'),
    '/etc/systemd/user',
  ];
  const system = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];
  return [
    ...user.map((directory) => ({ manager: 'systemd-user' as const, path: join(directory, query.systemd_unit) })),
    ...system.map((directory) => ({ manager: 'systemd-system' as const, path: join(directory, query.systemd_unit) })),
  ];
}

/** The script that `ExecStart=` hands to its interpreter, or the program itself. */
export function parseEntryPath(unit_text: string): string | null {
  const line = /^ExecStart=[-@:+!]*(.+)$/m.exec(unit_text)?.[1];
  if (line === undefined) return null;
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? '');
  const [program, script] = words;
  if (program === undefined) return null;
  return /\/(node|nodejs|bun|env)[^/]*$/.test(`/${program}`) && script?.startsWith('/') === true ? script : program;
}

/** Parses `KEY=value` lines. */
export function parseProperties(text: string): Map<string, string> {
  const pairs = text
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  return new Map(pairs.filter(([key]) => key !== ''));
}

const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : null;

function toFacts(unit: Unit, name: string, entry_path: string | null, shown: Map<string, string> | null): ServiceFacts {
  const active = shown?.get('ActiveState') ?? null;
  const sub = shown?.get('SubState') ?? '';
  const started = Date.parse(shown?.get('ExecMainStartTimestamp')?.replace(/^\w{3} /, '') ?? '');
  const main_pid = numberOf(shown?.get('MainPID'));
  return {
    manager: unit.manager,
    unit: name,
    answered: shown !== null,
    active_state: sub === 'auto-restart' ? 'restarting' : active,
    result: shown?.get('Result') ?? null,
    exit_status: numberOf(shown?.get('ExecMainStatus')),
    restarts: numberOf(shown?.get('NRestarts')),
    main_pid: main_pid === 0 ? null : main_pid,
    started_at_ms: Number.isNaN(started) ? null : started,
    entry_path,
    version: null,
    host_port: null,
  };
}

export interface SystemdOptions {
  runner: CommandRunner;
  files: HostFiles;
  env: Readonly<Record<string, string | undefined>>;
  uid: number;
}

/** `systemctl --user` is asked only over the agent's own user bus. */
export function createSystemdServices(options: SystemdOptions): ServiceManager {
  const { runner, files } = options;
  const found = (query: ServiceQuery): Unit[] => {
    const seen = new Set<string>();
    return unitPaths(query).filter((unit) => {
      if (seen.has(unit.manager) || files.stamp(unit.path) === null) return false;
      seen.add(unit.manager);
      return true;
    });
  };
  const show = async (unit: Unit, name: string): Promise<Map<string, string> | null> => {
    if (files.stamp('/run/systemd/system') === null) return null;
    const scope = unit.manager === 'systemd-user' ? ['--user'] : [];
    const runtime = options.env.XDG_RUNTIME_DIR ?? `/run/user/${options.uid}`;
    const env = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', XDG_RUNTIME_DIR: runtime };
    const argv = ['systemctl', ...scope, 'show', '--no-pager', `--property=${properties.join(',')}`, '--', name];
    const result = await runner.run(argv, { env, timeout_ms: 5_000, bytes_max: 64 * 1024 });
    return result.status === 0 ? parseProperties(result.stdout) : null;
  };
  return {
    stamp(query) {
      const marks = found(query).map((unit) => `${unit.path}=${files.stamp(unit.path)}`);
      return marks.length === 0 ? null : marks.join(';');
    },
    read(query) {
      return Promise.all(
        found(query).map(async (unit) => {
          const text = files.read(unit.path, 256 * 1024);
          const entry_path = text.ok ? parseEntryPath(text.text) : null;
          return toFacts(unit, query.systemd_unit, entry_path, await show(unit, query.systemd_unit));
        }),
      );
    },
  };
}
