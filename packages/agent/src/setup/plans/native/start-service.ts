import type { PlanStep } from '../../../jobs/plan.ts';
import { chooseService } from './install-service.ts';
import { type Native, withService } from './native-plan.ts';

export function startService<Params>(native: Native): PlanStep<Params> {
  return {
    step: 'start_service',
    title: 'Start the gateway',
    cancel: 'after',
    async check(context) {
      const { control, spec } = await chooseService(native, context);
      const now = await control.read(context.host, spec);
      return now.running && now.pid !== null ? [{ label: 'pid', value: String(now.pid) }] : null;
    },
    async run(context) {
      const { control, spec } = await chooseService(native, context);
      await context.remember({ started: true });
      await withService(() => control.start(context.host, spec));
      const now = await control.read(context.host, spec);
      return [{ label: 'pid', value: String(now.pid ?? 'not told') }];
    },
    async undo(context) {
      const { control, spec } = await chooseService(native, context);
      await withService(() => control.stop(context.host, spec));
      return [{ label: 'stopped', value: spec.systemd_unit }];
    },
  };
}
