// From a channel to one exact release: version, reference and integrity, asked of the registry through its own command
// line. The answer is kept for a while, so that what is confirmed is what was shown; a plan then works with that alone.
import type { ResolvedRelease } from '@moltbot-ops/sdk/types';
import type { RuntimeProfile } from '../gateway/profiles.ts';
import { objectOf, textOf } from '../gateway/values.ts';
import { StepError } from '../jobs/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { type BrewCli, runBrew } from './brew-cli.ts';
import { findNpm, runNpm } from './npm-cli.ts';
import { classifyNpmFailure } from './npm-failure.ts';

export type Channel = 'stable' | 'beta' | 'nightly';

export interface ReleaseQuery {
  profile: RuntimeProfile;
  channel: Channel;
  /** Instead of the newest of the channel. */
  version: string | null;
}

export interface ReleaseTools {
  host: HostExecutor;
  env: Readonly<Record<string, string>>;
  home: string;
  signal?: AbortSignal;
}

const keep_ms = 10 * 60_000;
const dist_tags: Readonly<Record<Channel, string>> = { stable: 'latest', beta: 'beta', nightly: 'dev' };

/** A version as it may be named: digits, dots and a tag, nothing that a program could take for an option or a path. */
export const isVersion = (text: string): boolean =>
  /^\d{1,6}(\.\d{1,6}){1,3}([-+][0-9A-Za-z][0-9A-Za-z.-]{0,40})?$/.test(text);

export interface Releases {
  /** Throws `StepError` where there is no such release or the registry does not answer. */
  resolveNpm(query: ReleaseQuery, tools: ReleaseTools): Promise<ResolvedRelease>;
}

export function createReleases(clock: Clock): Releases {
  const known = new Map<string, { at: number; release: ResolvedRelease }>();
  return {
    async resolveNpm(query, tools) {
      const key = `${tools.host.key}|${query.profile.npm_package}|${query.version ?? query.channel}`;
      const found = known.get(key);
      if (found !== undefined && clock.monotonic() - found.at < keep_ms) return found.release;
      const release = await askNpm(query, tools);
      known.set(key, { at: clock.monotonic(), release });
      return release;
    },
  };
}

async function askNpm({ profile, channel, version }: ReleaseQuery, tools: ReleaseTools): Promise<ResolvedRelease> {
  if (version !== null && !isVersion(version)) throw missing(profile, JSON.stringify(version.slice(0, 64)));
  const { host, env, home, signal } = tools;
  const npm = await findNpm(host, env, signal);
  if (npm === null)
    throw new StepError('npm_missing', 'There is no npm on the PATH.', {
      next_step: 'Install npm (it comes with Node.js), or choose Docker.',
    });
  const subject = `${profile.npm_package}@${version ?? dist_tags[channel]}`;
  const answer = await runNpm(host, npm, ['view', subject, 'version', 'dist.integrity', '--json'], {
    env,
    home,
    timeout_ms: 40_000,
    ...(signal ? { signal } : {}),
  });
  if (answer.status !== 0) {
    const failure = classifyNpmFailure(answer, subject);
    throw new StepError(failure.code, failure.message, failure);
  }
  const view = parseView(answer.stdout);
  // A tag that is not there is answered with silence and success.
  if (view === null || !isVersion(view.version)) throw missing(profile, version ?? `channel ${channel}`);
  return {
    channel: version === null ? channel : 'exact',
    version: view.version,
    source: `${profile.npm_package}@${view.version}`,
    digest: view.integrity,
  };
}

const missing = (profile: RuntimeProfile, what: string) =>
  new StepError('release_missing', `The registry has no ${what} of ${profile.npm_package}.`, {
    next_step: 'Choose another channel or version.',
  });

function parseView(stdout: string): { version: string; integrity: string | null } | null {
  try {
    const parsed: unknown = JSON.parse(stdout);
    const view = objectOf(Array.isArray(parsed) ? parsed.at(-1) : parsed);
    const version = textOf(view.version, 64);
    return version === null ? null : { version, integrity: textOf(view['dist.integrity'], 200) };
  } catch {
    return null;
  }
}

/** What the formula would install now: brew knows one version at a time. */
export async function resolveBrew(
  brew: BrewCli,
  formula: string,
  channel: Channel,
  tools: ReleaseTools,
): Promise<ResolvedRelease> {
  const { host, env, home, signal } = tools;
  const answer = await runBrew(host, brew, ['info', '--json=v2', '--formula', formula], {
    env,
    home,
    timeout_ms: 60_000,
    ...(signal ? { signal } : {}),
  });
  const version = answer.status === 0 ? parseFormula(answer.stdout) : null;
  if (version === null)
    throw new StepError('formula_missing', `Homebrew has no formula ${formula}.`, {
      next_step: 'Run `brew update`, or choose npm or Docker.',
      evidence: answer.stderr.split('\n').filter(Boolean).slice(0, 4),
    });
  return { channel, version: version.version, source: `${formula} ${version.version}`, digest: version.digest };
}

function parseFormula(stdout: string): { version: string; digest: string | null } | null {
  try {
    const { formulae } = objectOf(JSON.parse(stdout));
    const formula = objectOf(Array.isArray(formulae) ? formulae[0] : null);
    const version = textOf(objectOf(formula.versions).stable, 64);
    const checksum = textOf(objectOf(objectOf(formula.urls).stable).checksum, 128);
    return version === null ? null : { version, digest: checksum === null ? null : `sha256:${checksum}` };
  } catch {
    return null;
  }
}
