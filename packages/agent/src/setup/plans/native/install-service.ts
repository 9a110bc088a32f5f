import { type JobFacts, type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import type { ServiceControl, ServiceSpec } from '../../../ports/service-control.ts';
import { layoutOf, type Native, serviceSpec, withService } from './native-plan.ts';

/** What keeps the gateway alive and how it is told so. */
export interface ChosenService {
  control: ServiceControl;
  spec: ServiceSpec;
}

/** The manager that an earlier step chose, or the first one that the host has. */
export async function chooseService(native: Native, context: StepContext<unknown>): Promise<ChosenService> {
  const control = await chooseControl(native, context);
  return { control, spec: serviceSpec(native, context, await layoutOf(native, context), control.name) };
}

async function chooseControl({ parts }: Native, { host, facts }: StepContext<unknown>): Promise<ServiceControl> {
  const chosen = parts.services.find(({ name }) => name === facts.service_manager);
  if (chosen !== undefined) return chosen;
  const reasons: string[] = [];
  for (const control of parts.services) {
    const reason = await control.available(host);
    if (reason === null) return control;
    reasons.push(`${control.name}: ${reason}`);
  }
  throw new StepError('no_service_manager', 'Nothing on that machine would keep the gateway alive.', {
    next_step: 'Choose Docker for that machine, or one that runs systemd.',
    evidence: reasons,
  });
}

/** A process that the agent keeps alive itself has no unit. */
function nameService(manager: string, { systemd_unit, launchd_label }: ServiceSpec): JobFacts {
  if (manager === 'process') return { service_manager: manager };
  return { service_manager: manager, service_unit: manager === 'launchd' ? launchd_label : systemd_unit };
}

export function installService<Params>(native: Native): PlanStep<Params> {
  return {
    step: 'install_service',
    title: 'Set up the service',
    cancel: 'after',
    async check(context) {
      const { control, spec } = await chooseService(native, context);
      if (!(await control.matches(context.host, spec))) return null;
      await context.remember(nameService(control.name, spec));
      return [{ label: 'service manager', value: Object.values(nameService(control.name, spec)).join(' ') }];
    },
    async run(context) {
      const { control, spec } = await chooseService(native, context);
      // Before it is done, so that it is taken back whenever the agent ends; a file of somebody else's never is.
      await context.remember({ ...nameService(control.name, spec), service_made: true });
      const made = await withService(() => control.install(context.host, spec)).catch(async (error: unknown) => {
        if (error instanceof StepError && error.code === 'service_foreign')
          await context.remember({ service_made: false });
        throw error;
      });
      if (made.linger_enabled) await context.remember({ linger_enabled: true });
      for (const line of made.warnings) context.output(`Warning: ${line}`);
      return [
        { label: 'service manager', value: control.name },
        ...made.paths.map((path) => ({ label: made.changed ? 'written' : 'kept', value: path })),
        ...made.warnings.map((value) => ({ label: 'warning', value })),
      ];
    },
    async undo(context) {
      if (context.facts.service_manager === undefined) return [];
      const { control, spec } = await chooseService(native, context);
      if (context.facts.service_made !== true) return [];
      await withService(() =>
        control.uninstall(context.host, spec, { linger_enabled: context.facts.linger_enabled === true }),
      );
      for (const path of [spec.output_path, `${spec.output_path}.1`]) await context.host.remove(path);
      return [{ label: 'removed', value: `${control.name} ${spec.systemd_unit}` }];
    },
  };
}
