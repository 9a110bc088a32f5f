import { type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import type { ProbeReading } from '../../../ports/gateway-probe.ts';
import type { Forward } from '../../../ports/host-executor.ts';
import type { ServiceReading } from '../../../ports/service-control.ts';
import { type ChosenService, chooseService } from './install-service.ts';
import type { Native } from './native-plan.ts';

/** A boot takes 15 to 60 seconds as a rule; a migration of the state takes longer. */
const ready_budget_ms = 240_000;
const poll_ms = 500;
/** It has to be the same process for so long after it first answered. */
const stable_ms = 2_000;
/** A service manager starts it again; after so many different processes it will not come up by waiting. */
const processes_max = 4;

export function waitReady<Params>(native: Native): PlanStep<Params> {
  return {
    step: 'wait_ready',
    title: 'Wait until the gateway is ready',
    cancel: 'now',
    tries: 1,
    async check(context) {
      if (context.facts.started === true) return null;
      const chosen = await chooseService(native, context);
      const forward = await context.host.openForward(Number(context.facts.port ?? native.target.port));
      try {
        const reading = await native.parts.probe.read(forward.local_port, context.facts.tls === true);
        const service = await chosen.control.read(context.host, chosen.spec);
        return isUp(reading) && service.running ? evidenceOf(reading, service, 0) : null;
      } finally {
        await forward.close();
      }
    },
    async run(context) {
      const chosen = await chooseService(native, context);
      const port = Number(context.facts.port ?? native.target.port);
      const forward = await context.host.openForward(port);
      try {
        return await watch(native, context, chosen, forward);
      } finally {
        await forward.close();
      }
    },
  };
}

async function watch(native: Native, context: StepContext<unknown>, chosen: ChosenService, forward: Forward) {
  const { clock, probe } = native.parts;
  const began = clock.monotonic();
  const secure = context.facts.tls === true;
  const pids = new Set<number>();
  let stable: { pid: number | null; since: number } | null = null;
  for (;;) {
    context.signal.throwIfAborted();
    const passed_ms = clock.monotonic() - began;
    const [reading, service] = await Promise.all([
      probe.read(forward.local_port, secure),
      chosen.control.read(context.host, chosen.spec),
    ]);
    if (service.pid !== null) pids.add(service.pid);
    await refuseLost(context, chosen, service, pids.size);
    if (isUp(reading) && service.running) {
      if (stable === null || stable.pid !== service.pid) stable = { pid: service.pid, since: clock.monotonic() };
      if (clock.monotonic() - stable.since >= stable_ms) return evidenceOf(reading, service, passed_ms);
    } else stable = null;
    if (passed_ms >= ready_budget_ms) throw await lateError(context, chosen, reading);
    context.progress(Math.min(passed_ms / 60_000, 0.95), sayReading(reading));
    await new Promise<void>((resolve) => clock.after(poll_ms, resolve));
  }
}

/** Channels that cannot connect make it not ready for good; it is up all the same. */
const isUp = (reading: ProbeReading): boolean =>
  reading.kind === 'ready' ||
  (reading.kind === 'not_ready' && !reading.failing.some((one) => /^(startup|gateway)-/.test(one)));

function sayReading(reading: ProbeReading): string {
  if (reading.kind === 'refused') return 'Its port is not open yet';
  if (reading.kind === 'starting' || reading.kind === 'not_ready') return 'It answers and still starts';
  return reading.kind === 'ready' ? 'It is ready; watching that it stays' : 'Its port does not answer as a gateway';
}

function evidenceOf(reading: ProbeReading, service: ServiceReading, passed_ms: number) {
  const failing = 'failing' in reading && reading.failing.length > 0 ? reading.failing.join(', ') : null;
  return [
    { label: 'ready after', value: `${(passed_ms / 1000).toFixed(1)} s` },
    { label: 'pid', value: String(service.pid ?? 'not told') },
    ...('version' in reading && reading.version !== null ? [{ label: 'running version', value: reading.version }] : []),
    ...(failing === null ? [] : [{ label: 'not connected', value: failing }]),
  ];
}

/** A process that ended may be one that is started again; some ends say that waiting will not help. */
async function refuseLost(
  context: StepContext<unknown>,
  { control, spec }: ChosenService,
  service: ServiceReading,
  processes: number,
): Promise<void> {
  if (service.running && processes < processes_max) return;
  const evidence = (await control.lastOutput(context.host, spec)).slice(-12);
  const port_taken = /EADDRINUSE|already (listening|running)/i.test(evidence.join('\n'));
  const refused = service.exit_status === spec.fatal_exit_status;
  const gave_up = /^(failed|start-limit-hit)/.test(service.state ?? '') || service.exit_status === 0;
  if (!port_taken && !refused && !gave_up && processes < processes_max) return;
  const [code, message] = port_taken
    ? (['gateway_port_taken', 'Another program holds the gateway’s port or state.'] as const)
    : refused
      ? (['gateway_refused_start', 'The gateway refused to start with its configuration or state.'] as const)
      : (['gateway_ended', 'The gateway ended, and starting it again did not help.'] as const);
  const next_step = 'Its last lines are below; mend what they name, then start the job again.';
  throw new StepError(code, message, { next_step, evidence });
}

async function lateError(context: StepContext<unknown>, { control, spec }: ChosenService, reading: ProbeReading) {
  const evidence = (await control.lastOutput(context.host, spec)).slice(-12);
  return new StepError(
    'gateway_start_late',
    `The gateway was not ready after ${ready_budget_ms / 1000} seconds. ${sayReading(reading)}.`,
    {
      next_step: 'Look at its last lines and the load of the machine; then start the job again.',
      evidence,
    },
  );
}
