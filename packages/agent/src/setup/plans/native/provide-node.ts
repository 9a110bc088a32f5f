import { dirname } from 'node:path';
import { type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import { findHostNode, readNode } from '../../node-runtime.ts';
import { layoutOf, makeOwnDirectory, type Native, removeDrafts, removeOwnDirectories } from './native-plan.ts';

/** The host's own Node where it fits, else a copy of the agent's, so that the gateway depends on no launcher's cache. */
export function provideNode<Params>(native: Native): PlanStep<Params> {
  const settle = async (context: StepContext<Params>, path: string, version: string, own: boolean) => {
    await context.remember({ node_path: path, node_version: version, node_copied: own });
    return [{ label: 'node', value: `${version} (${path})` }];
  };
  return {
    step: 'provide_node',
    title: 'Provide Node.js',
    cancel: 'after',
    async check(context) {
      const { host, signal } = context;
      const { node } = await layoutOf(native, context);
      const copied = (await host.stat(node)) === null ? null : await readNode(host, node, signal);
      if (copied?.fits === true) return settle(context, node, copied.version, true);
      const found = await findHostNode(host, native.parts.programEnv(host), signal);
      return found?.fits === true ? settle(context, found.path, found.version, false) : null;
    },
    async run(context) {
      const { host } = context;
      const { platform, arch } = await host.facts();
      const own = native.parts.node;
      if (own.platform !== platform || own.arch !== arch)
        throw new StepError(
          'node_unfit',
          `There is no fit Node on ${platform} ${arch}, and the agent’s own is for ${own.platform} ${own.arch}.`,
          {
            next_step: 'Install Node 24.16 or later of 24, or 26.1 or later, on that machine; or choose Docker.',
          },
        );
      const { node } = await layoutOf(native, context);
      await makeOwnDirectory(context, dirname(node), 0o755);
      await removeDrafts(context, dirname(node));
      context.output(`Copying Node ${own.version} to ${node}`);
      await host.putFile(own.path, node, { mode: 0o755 });
      return settle(context, node, own.version, true);
    },
    async verify(context) {
      const path = String(context.facts.node_path);
      const found = await readNode(context.host, path, context.signal);
      if (found?.fits === true) return [];
      throw new StepError('node_unfit', `${path} does not run on that machine.`, {
        next_step: 'Its C library may be too old. Install a fit Node there, or choose Docker.',
      });
    },
    async undo(context) {
      const { node, node_directory } = await layoutOf(native, context);
      if (context.facts.node_copied !== true && (await context.host.stat(node)) === null) return [];
      await context.host.remove(node_directory);
      await removeOwnDirectories(context);
      return [{ label: 'removed', value: node_directory }];
    },
  };
}
