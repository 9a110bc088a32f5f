import type { PlanStep } from '../../../jobs/plan.ts';
import { labels } from './container-spec.ts';
import { formerName } from './create-container.ts';
import { type AnyContext, type Docker, engineOf, layoutOf, withEngine } from './docker-plan.ts';

/** Last of all, when everything else holds: until then the container that was replaced can come back. */
export function retireFormer<Params>(docker: Docker): PlanStep<Params> {
  const find = async (context: AnyContext) => {
    const engine = await engineOf(docker, context);
    const name = formerName((await layoutOf(docker, context)).name);
    const found = await withEngine(() => engine.readContainer(name));
    return { engine, name, is_ours: found?.labels[labels.plan] !== undefined };
  };
  return {
    step: 'retire_former',
    title: 'Remove the former container',
    cancel: 'after',
    async check(context) {
      const { is_ours } = await find(context);
      return is_ours ? null : [{ label: 'former container', value: 'there is none' }];
    },
    async run(context) {
      const { engine, name } = await find(context);
      await withEngine(() => engine.removeContainer(name, { force: true }));
      return [{ label: 'removed', value: name }];
    },
  };
}
