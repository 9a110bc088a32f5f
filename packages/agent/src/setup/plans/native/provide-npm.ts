import { type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import { type NpmCli, tryNpm } from '../../npm-cli.ts';
import { factOf, layoutOf, makeOwnDirectory, type Native, removeDrafts, removeOwnDirectories } from './native-plan.ts';

/** The host's own npm; where it has none, a copy of the agent's, run by the Node of the step before. */
export function provideNpm<Params>(native: Native): PlanStep<Params> {
  return {
    step: 'provide_npm',
    title: 'Provide npm',
    cancel: 'after',
    async check(context) {
      const npm = await findNpm(native, context);
      return npm === null ? null : [{ label: 'npm', value: npm.version }];
    },
    async run(context) {
      const { host, signal } = context;
      const { npm_directory } = await layoutOf(native, context);
      const archive = await native.parts.npmArchive();
      if (archive === null) throw missingNpm();
      await makeOwnDirectory(context, npm_directory, 0o755);
      await removeDrafts(context, npm_directory);
      const copy = `${npm_directory}/npm.tgz`;
      await host.putFile(archive, copy, { mode: 0o600 });
      const unpacked = await host.run(['tar', '-xzf', copy, '-C', npm_directory], { timeout_ms: 120_000, signal });
      await host.remove(copy);
      const npm = unpacked.status === 0 ? await findNpm(native, context) : null;
      if (npm === null) throw missingNpm();
      return [{ label: 'npm', value: `${npm.version} (${npm_directory})` }];
    },
    async undo(context) {
      const { npm_directory } = await layoutOf(native, context);
      await context.host.remove(npm_directory);
      await removeOwnDirectories(context);
      return [{ label: 'removed', value: npm_directory }];
    },
  };
}

/** The npm of the host, which each step that needs it asks for anew. */
export async function npmOf(native: Native, context: StepContext<unknown>): Promise<NpmCli> {
  const npm = await findNpm(native, context);
  if (npm === null) throw missingNpm();
  return npm;
}

async function findNpm(native: Native, context: StepContext<unknown>): Promise<NpmCli | null> {
  const { host, signal } = context;
  const env = native.parts.programEnv(host);
  const found = await tryNpm(host, ['npm'], env, signal);
  if (found !== null) return found;
  const script = `${(await layoutOf(native, context)).npm_directory}/bin/npm-cli.js`;
  if ((await host.stat(script)) === null) return null;
  return tryNpm(host, [factOf(context, 'node_path'), script], env, signal);
}

const missingNpm = () =>
  new StepError('npm_missing', 'There is no npm on that machine, and the agent has none to bring along.', {
    next_step: 'Install npm (it comes with Node.js), or choose Docker.',
  });
