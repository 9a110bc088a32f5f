import { join } from 'node:path';
import { type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import type { NativeLayout } from '../../layout.ts';
import { fetch_retries, findGlobalConfig, runNpm } from '../../npm-cli.ts';
import { createFetchWatch } from '../../npm-fetches.ts';
import { readManifest } from '../../package-manifest.ts';
import { toStepError } from './download-package.ts';
import { factOf, layoutOf, type Native } from './native-plan.ts';
import { npmOf } from './provide-npm.ts';

const install_timeout_ms = 30 * 60_000;
const version_timeout_ms = 120_000;
/**
 * Scripts of three hundred packages are not run; the gateway finishes its own set-up when it first starts. The rest is what
 * somebody's own settings could turn into half an installation, or none; that the Node fits is seen to by this plan.
 */
const install_options = [
  '--ignore-scripts',
  '--loglevel=http',
  '--no-engine-strict',
  '--include=prod',
  '--include=optional',
] as const;

/** Installs into a place of its own and renames it when it is whole: there is never a half package under the final name. */
export function installPackage<Params>(native: Native): PlanStep<Params> {
  const { profile, version } = native.target;
  const subject = `${profile.npm_package}@${version}`;
  return {
    step: 'install_package',
    title: 'Install the package',
    cancel: 'now',
    async check(context) {
      const layout = await layoutOf(native, context);
      const present = await readManifest(context.host, layout.package_directory);
      if (present?.version !== version) return null;
      await context.remember({ prefix: layout.prefix, program: layout.program });
      return [{ label: 'package', value: `${subject} in ${layout.prefix}` }];
    },
    async run(context) {
      const { host } = context;
      const layout = await layoutOf(native, context);
      await refuseOther(context, layout);
      await clearStaging(context, layout);
      const staging = `${layout.staging}-${Buffer.from(native.parts.random(6)).toString('hex')}`;
      await context.remember({ staging, prefix: layout.prefix, program: layout.program });
      await host.makeDirectory(staging, { mode: 0o755 });
      await npmInstall(native, context, staging, subject);
      const program = join(staging, 'bin', profile.binary);
      await proveProgram(native, context, program);
      await context.remember({ prefix_made: true });
      await takeName(context, layout, staging);
      await host.remove(`${layout.staging}-download`);
      return [{ label: 'installed', value: `${subject} in ${layout.prefix}` }];
    },
    async verify(context) {
      const layout = await layoutOf(native, context);
      const present = await readManifest(context.host, layout.package_directory);
      if (present?.version === version && present.name === profile.npm_package) return [];
      throw new StepError('package_manager_failed', `${layout.package_directory} does not hold ${subject}.`, {
        next_step: 'Somebody else changes that directory. Find out who, then start the job again.',
        evidence: [`found ${present === null ? 'nothing' : `${present.name}@${present.version}`}`],
      });
    },
    async undo(context) {
      const layout = await layoutOf(native, context);
      await clearStaging(context, layout);
      if (context.facts.prefix_made !== true) return [{ label: 'removed', value: 'what was half installed' }];
      await context.host.remove(layout.prefix);
      return [{ label: 'removed', value: layout.prefix }];
    },
    remains: (context) =>
      context.facts.staging === undefined ? [] : ['npm’s cache of the downloaded packages (npm cache clean --force).'],
  };
}

/** What somebody else put there meanwhile is theirs: as long as the package lies aside, nothing under that name is ours. */
async function takeName(context: StepContext<unknown>, layout: NativeLayout, staging: string): Promise<void> {
  const { host } = context;
  try {
    await host.rename(staging, layout.prefix);
  } catch (error) {
    if ((await host.stat(staging).catch(() => null)) === null) throw error;
    await context.remember({ prefix_made: false });
    await refuseOther(context, layout);
    throw error;
  }
}

/** With what npm has in its cache; where that is too old to know a version, with the registry's word alone. */
async function npmInstall(native: Native, context: StepContext<unknown>, staging: string, subject: string) {
  const cached = await runInstall(native, context, staging, ['--prefer-offline']);
  if (cached.status === 0) return;
  const failure = toStepError(cached, subject);
  if (failure.code !== 'release_missing') throw failure;
  const answer = await runInstall(native, context, staging, ['--prefer-online']);
  if (answer.status !== 0) throw toStepError(answer, subject);
}

async function runInstall(native: Native, context: StepContext<unknown>, staging: string, more: readonly string[]) {
  const { host, signal } = context;
  const npm = await npmOf(native, context);
  const { home } = await host.facts();
  const options = { env: native.parts.programEnv(host), home };
  const settings = await findGlobalConfig(host, npm, { ...options, signal });
  const watch = createFetchWatch(fetch_retries + 1);
  const useless = new AbortController();
  const argv = ['install', '-g', factOf(context, 'package_file'), '--prefix', staging, ...install_options, ...more];
  const answer = await runNpm(host, npm, settings === null ? argv : [...argv, `--globalconfig=${settings}`], {
    ...options,
    timeout_ms: install_timeout_ms,
    signal: AbortSignal.any([signal, useless.signal]),
    onLine: (line) => {
      const before = watch.done();
      if (!watch.take(line)) return context.output(line);
      if (watch.lost() !== null) useless.abort();
      const now = watch.done();
      if (now !== before && now % 10 === 0) context.progress(null, `${now} packages looked at or fetched`);
    },
  });
  const lost = watch.lost();
  if (lost === null || signal.aborted || answer.status === 0) return answer;
  return { ...answer, status: 1, signal: null, stdout: '', stderr: `npm error code ${lost}\n${answer.stderr}` };
}

/** The program itself says which version it is, under the very Node that will run it. */
async function proveProgram(native: Native, context: StepContext<unknown>, program: string): Promise<void> {
  const { profile, version } = native.target;
  const { home } = await context.host.facts();
  const answer = await context.host.run([factOf(context, 'node_path'), program, '--version'], {
    env: { ...native.parts.programEnv(context.host), HOME: home },
    timeout_ms: version_timeout_ms,
    signal: context.signal,
  });
  if (answer.status === 0 && answer.stdout.includes(version)) return;
  throw new StepError('package_broken', `The installed ${profile.binary} does not run as version ${version}.`, {
    next_step: 'Choose another version; the lines below say what it missed.',
    evidence: `${answer.stdout}\n${answer.stderr}`.split('\n').filter(Boolean).slice(0, 8),
  });
}

async function refuseOther(context: StepContext<unknown>, layout: NativeLayout): Promise<void> {
  if ((await context.host.stat(layout.prefix)) === null) return;
  const present = await readManifest(context.host, layout.package_directory);
  throw new StepError(
    'other_version_installed',
    `${layout.prefix} holds ${present === null ? 'something else' : `version ${present.version}`} already, and nothing of it was changed.`,
    { next_step: `Adopt that gateway, or move the directory aside: mv ${layout.prefix} ${layout.prefix}.old` },
  );
}

/** Names of homes may hold what has a meaning in a pattern. */
const asPattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A try that was cut short leaves its directory, and perhaps an npm that still fills it. */
async function clearStaging(context: StepContext<unknown>, layout: NativeLayout): Promise<void> {
  const { host } = context;
  const prefix = layout.staging.slice(layout.staging.lastIndexOf('/') + 1);
  const names = (await host.list(layout.base)).filter(
    (name) => name.startsWith(`${prefix}-`) && name !== `${prefix}-download`,
  );
  for (const name of names) {
    // The first character in brackets keeps the pattern from finding the program that looks for it.
    const pattern = `[/]${asPattern(`${layout.base.slice(1)}/${name}`)}`;
    await host.run(['pkill', '-KILL', '-f', pattern], { timeout_ms: 10_000 });
    await host.remove(`${layout.base}/${name}`);
  }
}
