// Which processes are gateways on this state directory: the process table → the one that owns the state, others, and
// those not told apart yet. Verdicts from a command line are remembered, because a gateway soon hides its own.
import type { HostFiles } from '../ports/host-files.ts';
import type { ProcessEntry, ProcessTable, ProcessVerdict } from '../ports/process-table.ts';
import { instanceOf, looksLikeGatewayRun, matchProcess, mayBecomeGateway, type ProcessRole } from './process-match.ts';
import { type Environment, type ProfileName, profilePaths, type RuntimeProfile, runtimeProfiles } from './profiles.ts';
import { objectOf } from './values.ts';

export interface GatewayProcess {
  pid: number;
  start_key: string;
  started_at_ms: number;
  profile: ProfileName;
  env: Record<string, string> | null;
}

export interface ProcessSurvey {
  main: GatewayProcess | null;
  other_pids: number[];
  unidentified_pid: number | null;
}

export interface ProcessSurveyDeps {
  table: ProcessTable;
  files: HostFiles;
  home: string;
  env: Environment;
}

interface Seen {
  entry: ProcessEntry;
  profile: RuntimeProfile;
  role: ProcessRole;
}

/** The gateway's own note of who holds its state, while it runs or after it was killed. */
export function readLock(
  files: HostFiles,
  profile: RuntimeProfile,
  state_directory: string,
): { pid: number; port: number | null } | null {
  const base = `${state_directory}/tmp`;
  for (const name of files.list(base).filter((one) => one.startsWith(profile.name))) {
    const read = files.read(`${base}/${name}/gateway.state.lock`, 64 * 1024);
    if (!read.ok) continue;
    try {
      const lock = objectOf(JSON.parse(read.text));
      if (Number.isInteger(lock.pid))
        return { pid: lock.pid as number, port: Number.isInteger(lock.port) ? (lock.port as number) : null }; // integers, just checked
    } catch {
      // A lock that is being written tells nothing yet.
    }
  }
  return null;
}

export class GatewayProcesses {
  private readonly deps: ProcessSurveyDeps;
  private readonly roles = new Map<string, ProcessRole>();
  /** Processes whose command line looked like a gateway's before they took the title. */
  private readonly hinted = new Set<string>();

  constructor(deps: ProcessSurveyDeps) {
    this.deps = deps;
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
    return this.choose(seen);
  }

  private match(entry: ProcessEntry): { profile: RuntimeProfile; role: ProcessRole } | null {
    for (const profile of runtimeProfiles) {
      const now = matchProcess(entry, profile);
      if (now === null) continue;
      const before = this.roles.get(entry.start_key);
      const hinted = this.hinted.has(entry.start_key) ? 'gateway' : now;
      const role = now === 'bare' ? (before ?? hinted) : now;
      if (role !== 'bare') this.roles.set(entry.start_key, role);
      return { profile, role };
    }
    return null;
  }

  private judge(entry: ProcessEntry): ProcessVerdict {
    const match = this.match(entry);
    if (match === null) {
      if (looksLikeGatewayRun(entry)) this.hinted.add(entry.start_key);
      return mayBecomeGateway(entry) ? 'later' : 'drop';
    }
    if (match.role === 'command') return 'drop';
    return this.isOurs(entry, match.profile) ? 'keep' : 'drop';
  }

  /** Same state directory, by the environment it was started with; unknown environments are given the benefit. */
  private isOurs(entry: ProcessEntry, profile: RuntimeProfile): boolean {
    if (entry.env === null) return true;
    const { files, home, env } = this.deps;
    const instance = instanceOf(entry);
    const its_env = instance === null ? entry.env : { ...entry.env, [`${profile.env_prefix}_PROFILE`]: instance };
    const its = profilePaths(profile, entry.env.HOME ?? home, its_env).state_directory;
    const ours = profilePaths(profile, home, env).state_directory;
    return its === ours || (files.realPath(its) ?? its) === (files.realPath(ours) ?? ours);
  }

  private choose(seen: readonly Seen[]): ProcessSurvey {
    const gateways = seen.filter((one) => one.role === 'gateway');
    const holders = new Map(gateways.map(({ profile }) => [profile.name, this.lockHolder(profile)]));
    const by_rank = gateways.toSorted((a, b) => {
      const holds = (one: Seen) => (holders.get(one.profile.name) === one.entry.pid ? 0 : 1);
      return holds(a) - holds(b) || a.entry.started_at_ms - b.entry.started_at_ms;
    });
    const [main, ...others] = by_rank;
    const bare = seen.find((one) => one.role === 'bare');
    return {
      main: main === undefined ? null : toProcess(main),
      // A launcher and the gateway it started are one gateway.
      other_pids: others
        .filter(({ entry }) => entry.ppid !== main?.entry.pid && entry.pid !== main?.entry.ppid)
        .map(({ entry }) => entry.pid),
      unidentified_pid: main === undefined ? (bare?.entry.pid ?? null) : null,
    };
  }

  private lockHolder(profile: RuntimeProfile): number | null {
    const { files, home, env } = this.deps;
    return readLock(files, profile, profilePaths(profile, home, env).state_directory)?.pid ?? null;
  }
}

const toProcess = ({ entry, profile }: Seen): GatewayProcess => ({
  pid: entry.pid,
  start_key: entry.start_key,
  started_at_ms: entry.started_at_ms,
  profile: profile.name,
  env: entry.env,
});

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
