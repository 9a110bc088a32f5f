import { join } from 'node:path';
import type { Evidence } from '@moltbot-ops/sdk/types';
import { objectOf, textOf } from '../../../gateway/values.ts';
import { type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import type { RunResult } from '../../../ports/host-executor.ts';
import { runNpm } from '../../npm-cli.ts';
import { classifyNpmFailure } from '../../npm-failure.ts';
import { readManifest } from '../../package-manifest.ts';
import { factOf, layoutOf, type Native } from './native-plan.ts';
import { npmOf } from './provide-npm.ts';

const download_timeout_ms = 15 * 60_000;
/** Reads the file itself: what npm says of it is npm's word. */
const digest_script =
  "const h=require('node:crypto').createHash('sha512');require('node:fs').createReadStream(process.argv[1]).on('data',(c)=>h.update(c)).on('end',()=>process.stdout.write('sha512-'+h.digest('base64'))).on('error',()=>process.exit(1))";

/** Fetches the package as one file and holds it against the integrity that was confirmed. */
export function downloadPackage<Params>(native: Native): PlanStep<Params> {
  const { profile, version } = native.target;
  const subject = `${profile.npm_package}@${version}`;
  const directoryOf = async (context: StepContext<Params>) => `${(await layoutOf(native, context)).staging}-download`;
  return {
    step: 'download_package',
    title: 'Download the package',
    cancel: 'now',
    async check(context) {
      const layout = await layoutOf(native, context);
      const present = await readManifest(context.host, layout.package_directory);
      if (present?.version === version) return [{ label: 'package', value: `${subject} is installed already` }];
      const kept = context.facts.package_file;
      return typeof kept === 'string' && (await context.host.stat(kept)) !== null ? judge(native, context, kept) : null;
    },
    async run(context) {
      const { host, signal } = context;
      const npm = await npmOf(native, context);
      const { home } = await host.facts();
      const directory = await directoryOf(context);
      await host.remove(directory);
      await host.makeDirectory(directory, { mode: 0o700 });
      context.progress(null, `Downloading ${subject}`);
      const args = ['pack', subject, '--json', '--pack-destination', directory, '--ignore-scripts'];
      const answer = await runNpm(host, npm, args, {
        env: native.parts.programEnv(host),
        home,
        timeout_ms: download_timeout_ms,
        signal,
        onLine: (line) => (/^npm (warn|notice|error)/i.test(line) ? context.output(line) : undefined),
      });
      if (answer.status !== 0) throw toStepError(answer, subject);
      const file = join(directory, packedName(answer, subject));
      await context.remember({ package_file: file });
      return [{ label: 'package', value: subject }];
    },
    async verify(context) {
      const file = context.facts.package_file;
      const layout = await layoutOf(native, context);
      const installed = (await readManifest(context.host, layout.package_directory))?.version === version;
      return installed || typeof file !== 'string' ? [] : judge(native, context, file);
    },
    async undo(context) {
      const directory = await directoryOf(context);
      await context.host.remove(directory);
      return [{ label: 'removed', value: directory }];
    },
  };
}

async function judge(native: Native, context: StepContext<unknown>, file: string): Promise<Evidence[]> {
  const { integrity } = native.target;
  const argv = [factOf(context, 'node_path'), '-e', digest_script, file] as const;
  const answer = await context.host.run([...argv], { timeout_ms: 120_000, signal: context.signal });
  const found = answer.stdout.trim();
  if (answer.status === 0 && (integrity === null || sameDigest(integrity, found)))
    return [{ label: 'integrity', value: found }];
  // What lies there is of no use to a later try.
  await context.host.remove(file);
  throw new StepError('integrity_mismatch', 'The downloaded package is not the one that was confirmed.', {
    next_step:
      'Empty npm’s cache (`npm cache clean --force`), and look at a new preview: the registry may have changed.',
    evidence: [`confirmed ${integrity}`, `found ${found || 'nothing readable'}`],
  });
}

/** An announcement may name several digests, one of which is enough. */
const sameDigest = (announced: string, found: string): boolean =>
  announced.split(/\s+/).includes(found) || !announced.split(/\s+/).some((one) => one.startsWith('sha512-'));

/** npm names the file it made; its form changed between versions. */
function packedName(answer: RunResult, subject: string): string {
  let name: string | null = null;
  try {
    const parsed: unknown = JSON.parse(answer.stdout);
    const [first] = Array.isArray(parsed) ? parsed : Object.values(objectOf(parsed));
    name = textOf(objectOf(first).filename, 200);
  } catch {
    // told below
  }
  if (name !== null && /^[\w@][\w.@+-]*\.tgz$/.test(name)) return name;
  throw new StepError('package_manager_failed', `npm did not say where it put ${subject}.`, {
    next_step: 'Update npm on that machine, then start the job again.',
    evidence: answer.stdout.split('\n').slice(0, 4),
  });
}

export function toStepError(answer: RunResult, subject: string): StepError {
  const failure = classifyNpmFailure(answer, subject);
  return new StepError(failure.code, failure.message, failure);
}
