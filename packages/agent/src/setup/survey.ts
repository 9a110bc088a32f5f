// Which gateways are on a host, running or not: state directories, their notes of who holds them, unit files and the
// process list → one record each. Reads only, through a `HostExecutor`, so it tells the same of this machine and of
// another. Nothing of a gateway's files is written, opened for writing or locked.
import { createHash } from 'node:crypto';
import JSON5 from 'json5';
import { matchProcess } from '../gateway/process-match.ts';
import { type ProfileName, profileVariable, type RuntimeProfile, runtimeProfiles } from '../gateway/profiles.ts';
import { numberOf, objectOf, textOf } from '../gateway/values.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { ServiceManagerName } from '../ports/service-manager.ts';
import { readPackageManifest } from './package-manifest.ts';
import { type ListedProcess, listProcesses } from './processes.ts';

const config_bytes_max = 4 * 1024 ** 2;
const instances_max = 20;

export interface SeenUnit {
  manager: Exclude<ServiceManagerName, 'docker' | 'process'>;
  name: string;
  path: string;
  /** The script that it starts, where that can be told. */
  entry: string | null;
  /** Version of the package that script belongs to. */
  version: string | null;
}

export interface SeenGateway {
  /** Stays the same as long as the gateway stays where it is. */
  gateway_id: string;
  profile: RuntimeProfile;
  /** Name of a second instance beside the usual one. */
  instance: string | null;
  state_directory: string;
  config_path: string;
  config: 'ok' | 'missing' | 'unreadable';
  /** What last wrote the configuration, by its own note. */
  config_version: string | null;
  port: number;
  pid: number | null;
  units: SeenUnit[];
}

export interface SurveyOptions {
  home: string;
  /** Variables that may move the state; those of another machine are not known. */
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
}

/** Names a gateway by what it is and where its state or container lies. */
export function gatewayId(profile: ProfileName, place: string): string {
  return `gw_${createHash('sha256').update(`${profile}\0${place}`).digest('hex').slice(0, 20)}`;
}

/** Every gateway of this home, the running ones first. */
export async function surveyHost(host: HostExecutor, options: SurveyOptions): Promise<SeenGateway[]> {
  const processes = await listProcesses(host, options.signal);
  const names = await host.list(options.home).catch((): string[] => []);
  const units = await readUnits(host, options.home);
  const found = await Promise.all(
    runtimeProfiles.flatMap((profile) =>
      placesOf(profile, options, names).map((place) => look(host, { profile, ...place, units, processes })),
    ),
  );
  return found.filter((one) => one !== null).toSorted((a, b) => Number(b.pid !== null) - Number(a.pid !== null));
}

interface Place {
  instance: string | null;
  state_directory: string;
}

function placesOf(profile: RuntimeProfile, { home, env }: SurveyOptions, names: readonly string[]): Place[] {
  const moved = profileVariable(profile, env, 'STATE_DIR');
  const usual = names
    .filter((name) => name === profile.state_directory || name.startsWith(`${profile.state_directory}-`))
    .slice(0, instances_max)
    .map((name) => ({
      instance: name === profile.state_directory ? null : name.slice(profile.state_directory.length + 1),
      state_directory: `${home}/${name}`,
    }));
  const others = moved?.startsWith('/') === true && usual.every(({ state_directory }) => state_directory !== moved);
  return others && moved !== null ? [...usual, { instance: null, state_directory: moved }] : usual;
}

interface Looked extends Place {
  profile: RuntimeProfile;
  units: readonly SeenUnit[];
  processes: readonly ListedProcess[];
}

async function look(host: HostExecutor, seen: Looked): Promise<SeenGateway | null> {
  const { profile, instance, state_directory, processes } = seen;
  const config_path = `${state_directory}/${profile.config_file}`;
  const unit_name =
    instance === null ? profile.systemd_unit : profile.systemd_unit.replace('.service', `-${instance}.service`);
  const units = seen.units.filter(
    ({ name }) => name === unit_name || (instance === null && name === profile.launchd_label),
  );
  const [config, holder] = await Promise.all([
    readConfig(host, config_path),
    readHolder(host, profile, state_directory),
  ]);
  const alive = processes.find(({ pid, argv }) => pid === holder?.pid && isGateway(profile, argv));
  if (config.state === 'missing' && alive === undefined && units.length === 0) return null;
  return {
    gateway_id: gatewayId(profile.name, state_directory),
    profile,
    instance,
    state_directory,
    config_path,
    config: config.state,
    config_version: config.version,
    port: (alive === undefined ? null : holder?.port) ?? config.port ?? profile.default_port,
    pid: alive?.pid ?? null,
    units,
  };
}

/** A gateway hides its command line behind a title soon after its start. */
function isGateway(profile: RuntimeProfile, argv: readonly string[]): boolean {
  const entry = {
    argv: [...argv],
    pid: 0,
    ppid: 0,
    env: null,
    uid: null,
    contained: false,
    started_at_ms: 0,
    start_key: '',
  };
  const role = matchProcess(entry, profile);
  return role === 'gateway' || role === 'bare';
}

async function readConfig(host: HostExecutor, path: string) {
  const none = { port: null, version: null };
  if ((await host.stat(path).catch(() => null)) === null) return { state: 'missing' as const, ...none };
  try {
    const config = objectOf(JSON5.parse((await host.readFile(path, config_bytes_max)).toString('utf8')));
    const port = numberOf(objectOf(config.gateway).port);
    return {
      state: 'ok' as const,
      port: port !== null && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
      version: textOf(objectOf(config.meta).lastTouchedVersion, 64),
    };
  } catch {
    return { state: 'unreadable' as const, ...none };
  }
}

/** Newer versions note their pid inside the state directory, older ones among the temporary files. */
async function readHolder(host: HostExecutor, profile: RuntimeProfile, state_directory: string) {
  const inside = `${state_directory}/tmp`;
  const own = (await host.list(inside).catch((): string[] => [])).filter((name) => name.startsWith(profile.name));
  for (const name of own.slice(0, 5)) {
    const note = await readNote(host, `${inside}/${name}/gateway.state.lock`);
    if (note !== null) return note;
  }
  const owner = (await host.stat(state_directory).catch(() => null))?.uid;
  const directory = `/tmp/${profile.name}${owner === undefined ? '' : `-${owner}`}`;
  const names = (await host.list(directory).catch((): string[] => [])).filter((name) =>
    /^gateway\.[0-9a-f]{4,64}\.lock$/.test(name),
  );
  for (const name of names.slice(0, 20)) {
    const note = await readNote(host, `${directory}/${name}`);
    if (note?.config_path === `${state_directory}/${profile.config_file}`) return note;
  }
  return null;
}

async function readNote(host: HostExecutor, path: string) {
  try {
    const note = objectOf(JSON.parse((await host.readFile(path, 64 * 1024)).toString('utf8')));
    const pid = numberOf(note.pid);
    return pid === null ? null : { pid, port: numberOf(note.port), config_path: textOf(note.configPath, 4_096) };
  } catch {
    return null; // none, or being written
  }
}

async function readUnits(host: HostExecutor, home: string): Promise<SeenUnit[]> {
  const places: [SeenUnit['manager'], string][] = [
    ['systemd-user', `${home}/.config/systemd/user`],
    ['systemd-user', '/etc/systemd/user'],
    ['systemd-system', '/etc/systemd/system'],
    ['systemd-system', '/usr/lib/systemd/system'],
    ['launchd', `${home}/Library/LaunchAgents`],
    ['launchd', '/Library/LaunchDaemons'],
  ];
  const found = await Promise.all(
    places.map(async ([manager, directory]) => {
      const names = (await host.list(directory).catch((): string[] => [])).filter(isUnitName);
      return Promise.all(names.map((name) => readUnit(host, manager, `${directory}/${name}`)));
    }),
  );
  return found.flat();
}

const isUnitName = (file: string): boolean =>
  runtimeProfiles.some(({ systemd_unit, launchd_label }) => {
    const base = systemd_unit.replace('.service', '');
    return (
      file === systemd_unit ||
      file === `${launchd_label}.plist` ||
      (file.startsWith(`${base}-`) && file.endsWith('.service'))
    );
  });

async function readUnit(host: HostExecutor, manager: SeenUnit['manager'], path: string): Promise<SeenUnit> {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const text = (await host.readFile(path, 256 * 1024).catch(() => null))?.toString('utf8') ?? '';
  const start = manager === 'launchd' ? text : (/^ExecStart=(.*)$/m.exec(text)?.[1] ?? '');
  const words = start.split(/[\s"'<>]+/).filter((word) => word.startsWith('/'));
  const entry = words.find((word) => !/\/(node|bun|env|sh)$/.test(word)) ?? null;
  const manifest = entry === null ? null : await readPackageManifest(host, entry);
  return { manager, name: file.replace(/\.plist$/, ''), path, entry, version: manifest?.version ?? null };
}
