import { dirname } from 'node:path';
import type { PlanStep, StepContext } from '../../../jobs/plan.ts';
import type { HostExecutor } from '../../../ports/host-executor.ts';
import { factOf, layoutOf, makeOwnDirectory, type Native, removeOwnDirectories } from './native-plan.ts';

/** The command for people. One of somebody else's is left as it is, and said. */
export function linkCommand<Params>(native: Native): PlanStep<Params> {
  const contentOf = (context: StepContext<Params>, program: string): string | null =>
    context.facts.node_copied === true
      ? `#!/bin/sh\n# Written by MoltBot Ops: the Node of this machine is too old for it.\nexec ${quote(factOf(context, 'node_path'))} ${quote(program)} "$@"\n`
      : null;
  return {
    step: 'link_command',
    title: 'Put the command in place',
    cancel: 'after',
    async check(context) {
      const { link, program } = await layoutOf(native, context);
      const found = await lookAt(context.host, link);
      if (found === null) return null;
      const ours = found === program || found === contentOf(context, program);
      return [{ label: 'command', value: ours ? link : `${link} is somebody else’s and was left as it is` }];
    },
    async run(context) {
      const { link, program } = await layoutOf(native, context);
      await makeOwnDirectory(context, dirname(link), 0o755);
      await context.remember({ link_made: true });
      const wrapper = contentOf(context, program);
      if (wrapper === null) await context.host.link(program, link);
      else await context.host.writeFile(link, wrapper, { mode: 0o755 });
      return [{ label: 'command', value: link }];
    },
    async undo(context) {
      const { link, program } = await layoutOf(native, context);
      const found = await lookAt(context.host, link);
      const ours = found === program || found === contentOf(context, program);
      if (context.facts.link_made === true && ours) await context.host.remove(link);
      await removeOwnDirectories(context);
      return [{ label: 'removed', value: link }];
    },
  };
}

/** One word for a shell; a home may have an apostrophe in its name. */
const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Where a link leads, or what a file says; null when there is nothing. */
async function lookAt(host: HostExecutor, path: string): Promise<string | null> {
  const found = await host.stat(path);
  if (found === null) return null;
  if (found.kind === 'link')
    return (await host.run(['readlink', path], { timeout_ms: 5_000 })).stdout.replace(/\n$/, '');
  const text = found.kind === 'file' ? await host.readFile(path, 64 * 1024).catch(() => null) : null;
  return text?.toString('utf8') ?? '';
}
