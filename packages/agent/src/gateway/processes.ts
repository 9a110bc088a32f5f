// Which processes are gateways on this state directory: the process table → the one that owns the state, others, and
// those not told apart yet. Verdicts from a command line are remembered, because a gateway soon hides its own.
import type { HostFiles } from '../ports/host-files.ts';
import type { ProcessEntry, ProcessTable, ProcessVerdict } from '../ports/process-table.ts';
import type { BootProcess } from './boots.ts';
import { holdsSibling, type LockPlace, readLock } from './lock.ts';
import { instanceOf, looksLikeGatewayRun, matchProcess, mayBecomeGateway, type ProcessRole } from './process-match.ts';
import { type Environment, type ProfileName, profilePaths, type RuntimeProfile, runtimeProfiles } from './profiles.ts';

export interface GatewayProcess {
  pid: number;
  start_key: string;
  started_at_ms: number;
  /** What the boot is known by: a launcher and the gateway that it starts are one boot. */
  boot: BootProcess;
  profile: ProfileName;
  env: Record<string, string> | null;
}

export interface Stranger {
  pid: number;
  /** Known to be a gateway, rather than perhaps another command of the runtime. */
  certain: boolean;
}

export interface ProcessSurvey {
  main: GatewayProcess | null;
  other_pids: number[];
  unidentified_pid: number | null;
  /** Gateways on this machine that are none of ours: another home, another instance, another account. */
  strangers: Stranger[];
}

export interface ProcessSurveyDeps {
  table: ProcessTable;
  files: HostFiles;
  home: string;
  env: Environment;
  /** The one runtime to look for, where it was chosen. */
  profile?: ProfileName | undefined;
  /** Of the agent itself. */
  own_pid: number;
  /** The gateway that the agent itself keeps alive: its child, and no helper of it. */
  keptPid?: (() => number | null) | undefined;
}

interface Seen {
  entry: ProcessEntry;
  profile: RuntimeProfile;
  role: ProcessRole;
}

export class GatewayProcesses {
  private readonly deps: ProcessSurveyDeps;
  private readonly profiles: readonly RuntimeProfile[];
  private readonly roles = new Map<string, ProcessRole>();
  /** Processes whose command line looked like a gateway's before they took the title. */
  private readonly hinted = new Set<string>();
  /** Processes whose children are no gateways of their own. */
  private readonly parents: Set<number>;
  private readonly helpers = new Set<string>();
  /** Gateways that are none of ours, by pid. */
  private readonly strangers = new Map<number, { start_key: string; certain: boolean }>();

  constructor(deps: ProcessSurveyDeps) {
    this.deps = deps;
    this.profiles = runtimeProfiles.filter(({ name }) => deps.profile === undefined || deps.profile === name);
    this.parents = new Set([deps.own_pid]);
  }

  /** One scan. `fresh` judges every process again, also those that were none of ours at first sight. */
  async survey(fresh: boolean): Promise<ProcessSurvey> {
    if (fresh) this.deps.table.forget();
    const seen: Seen[] = [];
    const entries = await this.deps.table.scan((entry) => this.judge(entry));
    for (const entry of entries) {
      const match = this.match(entry);
      if (match !== null) seen.push({ entry, ...match });
    }
    const alive = new Set(entries.map((entry) => entry.start_key));
    if (this.roles.size > 500) for (const key of this.roles.keys()) if (!alive.has(key)) this.roles.delete(key);
    if (this.hinted.size > 500) this.hinted.clear();
    if (this.helpers.size > 500) this.helpers.clear();
    if (this.parents.size > 500) this.parents.clear();
    this.parents.add(this.deps.own_pid);
    for (const [pid, { start_key }] of this.strangers)
      if (!this.deps.table.isAlive(pid, start_key)) this.strangers.delete(pid);
    return this.choose(seen);
  }

  private match(entry: ProcessEntry): { profile: RuntimeProfile; role: ProcessRole } | null {
    for (const profile of this.profiles) {
      const now = matchProcess(entry, profile);
      if (now === null) continue;
      const before = this.roles.get(entry.start_key);
      const role = now === 'bare' ? (before ?? this.judgeBare(entry, profile)) : now;
      if (role !== 'bare') this.roles.set(entry.start_key, role);
      return { profile, role };
    }
    return null;
  }

  /** Older gateways keep the title of all commands for life: what a process holds or held tells it apart. */
  private judgeBare(entry: ProcessEntry, profile: RuntimeProfile): ProcessRole {
    if (this.hinted.has(entry.start_key) || this.deps.keptPid?.() === entry.pid) return 'gateway';
    return readLock(this.deps.files, profile, this.lockPlace(profile))?.pid === entry.pid ? 'gateway' : 'bare';
  }

  private judge(entry: ProcessEntry): ProcessVerdict {
    const match = this.match(entry);
    if (match === null) {
      if (looksLikeGatewayRun(entry)) this.hinted.add(entry.start_key);
      return mayBecomeGateway(entry) ? 'later' : 'drop';
    }
    if (match.role === 'command') {
      this.parents.add(entry.pid);
      return 'drop';
    }
    if (this.isOurs(entry, match.profile)) return 'keep';
    // A container's gateway is the engine's to tell of; a published port of it is no stranger's.
    if (!entry.contained)
      this.strangers.set(entry.pid, { start_key: entry.start_key, certain: match.role === 'gateway' });
    return 'drop';
  }

  /** Same state directory, by the environment it was started with, and on this machine rather than in a container. */
  private isOurs(entry: ProcessEntry, profile: RuntimeProfile): boolean {
    if (entry.contained) return false;
    const { files, home, env } = this.deps;
    const place = this.lockPlace(profile);
    if (readLock(files, profile, place)?.pid === entry.pid) return true;
    if (entry.env === null) {
      // Another account's environment is hidden; the account that owns the home is the one whose gateway it is.
      const owner = files.owner(place.state_directory) ?? files.owner(home);
      return entry.uid === null || owner === null || entry.uid === owner;
    }
    const instance = instanceOf(entry);
    const its_env = instance === null ? entry.env : { ...entry.env, [`${profile.env_prefix}_PROFILE`]: instance };
    const its = profilePaths(profile, entry.env.HOME ?? home, its_env).state_directory;
    const ours = profilePaths(profile, home, env).state_directory;
    const same = its === ours || (files.realPath(its) ?? its) === (files.realPath(ours) ?? ours);
    // `--profile` shows for a moment only; later the instance is known by what it holds.
    return same && !holdsSibling(files, profile, place, entry.pid);
  }

  private lockPlace(profile: RuntimeProfile): LockPlace {
    return lockPlace(profile, this.deps.home, this.deps.env);
  }

  private choose(seen: readonly Seen[]): ProcessSurvey {
    const gateways = seen.filter((one) => one.role === 'gateway');
    const holders = new Map(gateways.map(({ profile }) => [profile.name, this.lockHolder(profile)]));
    const by_rank = gateways.toSorted((a, b) => {
      const holds = (one: Seen) => (holders.get(one.profile.name) === one.entry.pid ? 0 : 1);
      return holds(a) - holds(b) || a.entry.started_at_ms - b.entry.started_at_ms;
    });
    const [main, ...others] = by_rank;
    for (const { entry } of gateways) this.parents.add(entry.pid);
    // What a gateway, a command or this agent started is a helper, and may outlive it for a moment.
    for (const { entry } of seen) {
      if (!this.parents.has(entry.ppid)) continue;
      this.helpers.add(entry.start_key);
      this.parents.add(entry.pid);
    }
    const bare = seen.find(({ role, entry }) => role === 'bare' && !this.helpers.has(entry.start_key));
    return {
      main: main === undefined ? null : toProcess(main, seen),
      // A launcher and the gateway it started are one gateway.
      other_pids: others
        .filter(({ entry }) => entry.ppid !== main?.entry.pid && entry.pid !== main?.entry.ppid)
        .map(({ entry }) => entry.pid),
      unidentified_pid: main === undefined ? (bare?.entry.pid ?? null) : null,
      strangers: [...this.strangers].map(([pid, { certain }]) => ({ pid, certain })),
    };
  }

  private lockHolder(profile: RuntimeProfile): number | null {
    return readLock(this.deps.files, profile, this.lockPlace(profile))?.pid ?? null;
  }
}

/** Where the notes about this home's state lie. */
export function lockPlace(profile: RuntimeProfile, home: string, env: Environment): LockPlace {
  return { ...profilePaths(profile, home, env), temporary_directory: env.TMPDIR ?? '/tmp' };
}

function toProcess({ entry, profile }: Seen, seen: readonly Seen[]): GatewayProcess {
  const launcher = seen.find((one) => one.entry.pid === entry.ppid)?.entry ?? entry;
  return {
    pid: entry.pid,
    start_key: entry.start_key,
    started_at_ms: entry.started_at_ms,
    boot: { pid: launcher.pid, start_key: launcher.start_key, started_at_ms: launcher.started_at_ms },
    profile: profile.name,
    env: entry.env,
  };
}

/** The PATH a gateway's own program needs, with the agent's Node first, so that its `env node` finds a fit one. */
export function commandEnvironment(home: string, env: Environment, node_directory: string): Record<string, string> {
  const prefixes = runtimeProfiles.map((profile) => `${profile.env_prefix}_`);
  const wanted = (name: string): boolean =>
    /^(LANG|TMPDIR|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS)$/.test(name) ||
    prefixes.some((prefix) => name.startsWith(prefix));
  const kept = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && wanted(pair[0]));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    PATH: `${node_directory}:${env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`,
    NO_COLOR: '1',
  };
}
