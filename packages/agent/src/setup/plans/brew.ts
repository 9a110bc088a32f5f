// The same installation through Homebrew: the formula brings package and Node, the rest is as with npm. Homebrew knows one
// version at a time, so the one that was confirmed has to be the one that it offers when the job runs.

import { type PlanStep, type StepContext, StepError } from '../../jobs/plan.ts';
import type { RunResult } from '../../ports/host-executor.ts';
import { type BrewCli, findBrew, runBrew } from '../brew-cli.ts';
import { classifyNpmFailure } from '../npm-failure.ts';
import { resolveBrew } from '../releases.ts';
import { installService } from './native/install-service.ts';
import type { Native } from './native/native-plan.ts';
import { preparePrefix } from './native/prepare-prefix.ts';
import { startService } from './native/start-service.ts';
import { waitReady } from './native/wait-ready.ts';
import { writeConfig } from './native/write-config.ts';

const install_timeout_ms = 30 * 60_000;

export function brewPlan<Params>(native: Native): PlanStep<Params>[] {
  return [
    preparePrefix(native),
    installFormula(native),
    writeConfig(native),
    installService(native),
    startService(native),
    waitReady(native),
  ];
}

function installFormula<Params>(native: Native): PlanStep<Params> {
  const { profile, version } = native.target;
  const formula = profile.brew_formula;
  return {
    step: 'install_formula',
    title: 'Install the formula',
    cancel: 'after',
    async check(context) {
      const brew = await brewOf(native, context);
      const present = await installedVersion(native, context, brew);
      if (present === null) return null;
      if (present !== version)
        throw new StepError(
          'other_version_installed',
          `Homebrew has ${formula} ${present} installed already, and nothing of it was changed.`,
          {
            next_step: `Adopt that gateway, or bring it up to date first: \`brew upgrade ${formula}\``,
          },
        );
      const program = await rememberProgram(native, context, brew);
      return [{ label: 'formula', value: `${formula} ${version} (${program})` }];
    },
    async run(context) {
      const brew = await brewOf(native, context);
      const offered = await resolveBrew(brew, formula, 'stable', await toolsOf(native, context));
      if (offered.version !== version)
        throw new StepError(
          'release_missing',
          `Homebrew offers ${offered.version} now, and ${version} was confirmed.`,
          {
            next_step: 'Look at a new preview and confirm that version.',
          },
        );
      await context.remember({ formula_made: true });
      const answer = await brewRun(native, context, brew, ['install', '--formula', formula]);
      if (answer.status !== 0) throw brewError(answer, `${formula} ${version}`);
      const program = await rememberProgram(native, context, brew);
      return [{ label: 'formula', value: `${formula} ${version} (${program})` }];
    },
    async verify(context) {
      const present = await installedVersion(native, context, await brewOf(native, context));
      if (present === version) return [];
      throw new StepError(
        'package_manager_failed',
        `Homebrew does not list ${formula} ${version} after installing it.`,
        {
          next_step: `Look at \`brew doctor\` and \`brew list --versions ${formula}\`.`,
        },
      );
    },
    async undo(context) {
      if (context.facts.formula_made !== true) return [];
      const brew = await brewOf(native, context);
      if ((await installedVersion(native, context, brew)) === null) return [];
      const answer = await brewRun(native, context, brew, ['uninstall', '--formula', formula]);
      if (answer.status !== 0) throw brewError(answer, formula);
      return [{ label: 'removed', value: formula }];
    },
    remains: (context) =>
      context.facts.formula_made === true ? ['What Homebrew installed along with the formula (brew autoremove).'] : [],
  };
}

type AnyContext = StepContext<unknown>;

async function toolsOf(native: Native, { host, signal }: AnyContext) {
  return { host, env: native.parts.programEnv(host), home: (await host.facts()).home, signal };
}

async function brewOf(native: Native, context: AnyContext): Promise<BrewCli> {
  const brew = await findBrew(context.host, native.parts.programEnv(context.host), context.signal);
  if (brew !== null) return brew;
  throw new StepError('brew_missing', 'There is no Homebrew on that machine.', {
    next_step: 'Install Homebrew first, or choose npm or Docker.',
  });
}

async function brewRun(
  native: Native,
  context: AnyContext,
  brew: BrewCli,
  args: readonly string[],
): Promise<RunResult> {
  const { host, env, home, signal } = await toolsOf(native, context);
  const onLine = (line: string) => context.output(line);
  return runBrew(host, brew, args, { env, home, timeout_ms: install_timeout_ms, signal, onLine });
}

async function installedVersion(native: Native, context: AnyContext, brew: BrewCli): Promise<string | null> {
  const { host, env, home, signal } = await toolsOf(native, context);
  const args = ['list', '--versions', '--formula', native.target.profile.brew_formula];
  const answer = await runBrew(host, brew, args, { env, home, timeout_ms: 60_000, signal });
  return answer.status === 0 ? (answer.stdout.trim().split(/\s+/)[1] ?? null) : null;
}

/** Where Homebrew links the program: a link that stays the same over versions of the formula. */
async function rememberProgram(native: Native, context: AnyContext, brew: BrewCli): Promise<string> {
  const { host, env, home, signal } = await toolsOf(native, context);
  const answer = await runBrew(host, brew, ['--prefix'], { env, home, timeout_ms: 30_000, signal });
  const program = `${answer.stdout.trim()}/bin/${native.target.profile.binary}`;
  if (answer.status !== 0 || !program.startsWith('/') || (await host.stat(program)) === null)
    throw new StepError('package_broken', `Homebrew did not link ${native.target.profile.binary}.`, {
      next_step: `Look at \`brew link ${native.target.profile.brew_formula}\`.`,
    });
  await context.remember({ program });
  return program;
}

/** The network and the disk fail Homebrew in the same words as npm. */
function brewError(answer: RunResult, subject: string): StepError {
  const failure = classifyNpmFailure(answer, subject);
  if (failure.code !== 'package_manager_failed') return new StepError(failure.code, failure.message, failure);
  const evidence = answer.stderr.split('\n').filter(Boolean).slice(-6);
  return new StepError(
    'package_manager_failed',
    `Homebrew ended with status ${answer.status ?? answer.signal ?? 'unknown'}.`,
    {
      next_step: 'Its last lines are below; `brew doctor` often names the cause.',
      evidence,
    },
  );
}
