// What the steps of a native installation share: the target, the parts they are given, and the few facts that one step
// leaves for the next. A step knows its host only through the executor, so the same plan runs here and over SSH.
import { dirname } from 'node:path';
import type { RuntimeProfile } from '../../../gateway/profiles.ts';
import { type JobFacts, type StepContext, StepError } from '../../../jobs/plan.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { GatewayProbe } from '../../../ports/gateway-probe.ts';
import type { HostExecutor } from '../../../ports/host-executor.ts';
import type { RandomBytes } from '../../../ports/random.ts';
import { type ServiceControl, ServiceControlError, type ServiceSpec } from '../../../ports/service-control.ts';
import { type NativeLayout, nativeLayout } from '../../layout.ts';

/** What is to be installed, resolved beforehand; durable, so it lies in the job's parameters. */
export interface NativeTarget {
  profile: RuntimeProfile;
  channel: string;
  /** Exact. */
  version: string;
  /** `sha512-…` of the package as the registry announced it; null where it announced none. */
  integrity: string | null;
  /** Loopback port for a configuration that has to be made. */
  port: number;
}

/** The agent's own Node, for hosts whose Node is too old or missing. */
export interface BundledNode {
  path: string;
  version: string;
  platform: string;
  arch: string;
}

export interface NativeParts {
  clock: Clock;
  random: RandomBytes;
  probe: GatewayProbe;
  /** In order of preference; the first one that the host has is taken. */
  services: readonly ServiceControl[];
  node: BundledNode;
  /** Variables that programs of that host are run with. */
  programEnv(host: HostExecutor): Readonly<Record<string, string>>;
  /** The gateway's own variables, without secrets, that its service needs on that host. */
  gatewayEnv(host: HostExecutor): Readonly<Record<string, string>>;
  /** An archive of the agent's own npm on the agent's machine, for hosts without one; null where the agent has none. */
  npmArchive(): Promise<string | null>;
  /** Told of the token that is made, before it is written. */
  rememberSecret(secret: string): void;
}

export interface Native {
  target: NativeTarget;
  parts: NativeParts;
}

type AnyContext = StepContext<unknown>;

export async function layoutOf({ target, parts }: Native, { host }: AnyContext): Promise<NativeLayout> {
  const { home } = await host.facts();
  return nativeLayout(target.profile, home, parts.gatewayEnv(host));
}

/** A fact that an earlier step left; a plan whose steps are in order has it. */
export function factOf(context: AnyContext, name: string): string {
  const found = context.facts[name];
  if (typeof found === 'string') return found;
  throw new StepError('internal', `The step before did not leave ${name}.`, { next_step: 'Start the job again.' });
}

export const textFacts = (facts: Readonly<JobFacts>, name: string): string[] => {
  const found = facts[name];
  return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [];
};

/** Makes a directory and remembers beforehand which ones were not there, so that an undo removes exactly those. */
export async function makeOwnDirectory(context: AnyContext, path: string, mode: number): Promise<void> {
  const made: string[] = [];
  for (let at = path; at !== '/' && (await context.host.stat(at)) === null; at = dirname(at)) made.unshift(at);
  if (made.length === 0) return;
  const known = textFacts(context.facts, 'made_directories');
  await context.remember({ made_directories: [...new Set([...known, ...made])] });
  // Above the last one stand usual directories such as ~/.local, which are not for this account alone.
  for (const one of made) await context.host.makeDirectory(one, { mode: one === path ? mode : 0o755 });
}

/**
 * Removes what an agent left that was killed while it wrote into this directory, which is ours alone: a copy of Node is as
 * large as its draft.
 */
export async function removeDrafts({ host }: AnyContext, directory: string): Promise<void> {
  for (const name of await host.list(directory).catch((): string[] => []))
    if (/^\.moltbot-ops-[0-9a-f]{12}\.tmp$/.test(name)) await host.remove(`${directory}/${name}`);
}

/** Removes directories that this job made, deepest first, as far as they are empty. */
export async function removeOwnDirectories(context: AnyContext): Promise<string[]> {
  const removed: string[] = [];
  for (const path of textFacts(context.facts, 'made_directories').toReversed()) {
    const names = await context.host.list(path).catch(() => null);
    if (names === null || names.length > 0) continue;
    await context.host.remove(path);
    removed.push(path);
  }
  return removed;
}

/** What the service manager is to keep alive. No port: the configuration has it, and may change it. */
export function serviceSpec(
  native: Native,
  context: AnyContext,
  layout: NativeLayout,
  manager: ServiceControl['name'],
): ServiceSpec {
  const { profile, version } = native.target;
  const program = factOf(context, 'program');
  const node = context.facts.node_path;
  const leading = dirname(typeof node === 'string' ? node : program);
  const path = [leading, dirname(layout.link), '/usr/local/bin', '/usr/bin', '/bin'];
  return {
    systemd_unit: profile.systemd_unit,
    launchd_label: profile.launchd_label,
    description: `${profile.name} gateway ${version}`,
    argv: typeof node === 'string' ? [node, program, 'gateway', 'run'] : [program, 'gateway', 'run'],
    home: layout.home,
    environment: {
      HOME: layout.home,
      PATH: [...new Set(path)].join(':'),
      LANG: 'C.UTF-8',
      ...managerMarks(profile, manager),
      ...native.parts.gatewayEnv(context.host),
    },
    output_path: layout.output_path,
    stop_timeout_ms: 330_000,
    restart_delay_ms: 5_000,
    fatal_exit_status: 78,
  };
}

/**
 * By these the gateway knows which service manager starts it again, and ends itself for a restart. Without one it restarts
 * in place, which is what a gateway needs that the agent keeps: the agent leaves a clean end alone.
 */
function managerMarks(profile: RuntimeProfile, manager: ServiceControl['name']): Record<string, string> {
  if (manager === 'process') return {};
  const prefix = profile.env_prefix;
  const own = manager === 'launchd' ? { LAUNCHD_LABEL: profile.launchd_label } : { SYSTEMD_UNIT: profile.systemd_unit };
  const marks = { SERVICE_MARKER: profile.name, SERVICE_KIND: 'gateway', ...own };
  return Object.fromEntries(Object.entries(marks).map(([name, value]) => [`${prefix}_${name}`, value]));
}

const service_mends: Record<ServiceControlError['code'], string> = {
  service_refused: 'Read the manager’s words; on Linux: systemctl --user status, then start the job again.',
  service_unreachable: 'As root: loginctl enable-linger for that account; then sign in anew and start the job again.',
  service_start_refused: 'Look whether the program is there and may be run, then start the job again.',
  service_foreign: 'Adopt the gateway that the file belongs to, or move the file aside.',
};

/** Runs what speaks to a service manager; its refusals become failures of the step. */
export async function withService<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ServiceControlError)) throw error;
    throw new StepError(error.code, error.message, { next_step: service_mends[error.code], cause: error });
  }
}
