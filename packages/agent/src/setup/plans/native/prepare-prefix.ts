import type { PlanStep } from '../../../jobs/plan.ts';
import { layoutOf, makeOwnDirectory, type Native, removeOwnDirectories } from './native-plan.ts';

export function preparePrefix<Params>(native: Native): PlanStep<Params> {
  return {
    step: 'prepare_prefix',
    title: 'Make the place for the package',
    cancel: 'after',
    async check(context) {
      const { base } = await layoutOf(native, context);
      const found = await context.host.stat(base);
      return found?.kind === 'directory' ? [{ label: 'directory', value: base }] : null;
    },
    async run(context) {
      const { base } = await layoutOf(native, context);
      await makeOwnDirectory(context, base, 0o700);
      return [{ label: 'directory', value: base }];
    },
    async undo(context) {
      const removed = await removeOwnDirectories(context);
      return removed.map((path) => ({ label: 'removed', value: path }));
    },
  };
}
