import { type PlanStep, StepError } from '../../../jobs/plan.ts';
import type { ContainerReading, DockerEngine } from '../../../ports/docker-engine.ts';
import type { ProbeReading } from '../../../ports/gateway-probe.ts';
import { stop_budget_s } from './container-spec.ts';
import { type AnyContext, type Docker, engineOf, factOf, withEngine } from './docker-plan.ts';
import { judgeEnd } from './judge-end.ts';

/** A boot takes 15 to 60 seconds as a rule; a migration of the state, or a hold left by a killed gateway, minutes. */
const ready_budget_ms = 330_000;
const poll_ms = 500;
/** It has to be the same process for so long after it first answered. */
const stable_ms = 2_000;
const unsaid_stable_ms = 45_000;
const restarts_max = 3;

/** Starts it, and is done when the gateway answers on the host's loopback and stays. */
export function startContainer<Params>(docker: Docker): PlanStep<Params> {
  return {
    step: 'start_container',
    title: 'Start the gateway and wait until it is ready',
    cancel: 'now',
    tries: 2,
    async check(context) {
      const engine = await engineOf(docker, context);
      const found = await withEngine(() => engine.readContainer(factOf(context.facts, 'container')));
      if (found?.state !== 'running' || context.facts.started === true) return null;
      // One that has much to do may not answer at once, and is not to be started for that.
      for (let looks = 0; looks < 3; looks += 1) {
        const reading = await probeOnce(docker, context);
        if (isUp(reading) && isSaid(reading)) return evidenceOf(found, reading, null);
      }
      return null;
    },
    async run(context) {
      const engine = await engineOf(docker, context);
      const name = factOf(context.facts, 'container');
      await context.remember({ started: true });
      await withEngine(() => engine.startContainer(name));
      return watch(docker, context, engine, name);
    },
    async verify(context) {
      const engine = await engineOf(docker, context);
      const name = factOf(context.facts, 'container');
      const found = await withEngine(() => engine.readContainer(name));
      if (found?.state !== 'running' || found.image_id !== context.facts.image_id)
        throw new StepError('gateway_ended', 'The container does not run any more.', {
          next_step: `Look at \`docker logs ${name}\`, then start the job again.`,
        });
      return [];
    },
    async undo(context) {
      const { container, started, container_made } = context.facts;
      if (started !== true || typeof container !== 'string') return [];
      const engine = await engineOf(docker, context);
      // State that is kept is worth a drain; state that this job made goes with it.
      await withEngine(() => engine.stopContainer(container, context.facts.state_made === true ? 10 : stop_budget_s));
      return container_made === true ? [{ label: 'stopped', value: container }] : [];
    },
  };
}

/** Channels that cannot connect make it not ready for good; it is up all the same. */
const isUp = (reading: ProbeReading): boolean =>
  reading.kind === 'ready' ||
  (reading.kind === 'not_ready' && !reading.failing.some((one) => /^(startup|gateway)-/.test(one)));

/** A published port is no loopback to the gateway, so it may keep to itself what is failing. */
const isSaid = (reading: ProbeReading): boolean =>
  reading.kind === 'ready' || (reading.kind === 'not_ready' && reading.failing.length > 0);

async function probeOnce({ parts, target }: Docker, { host, facts }: AnyContext): Promise<ProbeReading> {
  const forward = await host.openForward(Number(facts.port ?? target.port));
  try {
    return await parts.probe.read(forward.local_port);
  } finally {
    await forward.close();
  }
}

async function watch(docker: Docker, context: AnyContext, engine: DockerEngine, name: string) {
  const { clock, probe } = docker.parts;
  const forward = await context.host.openForward(Number(context.facts.port ?? docker.target.port));
  const began = clock.monotonic();
  let stable_pid: number | null = null;
  let stable_since = began;
  try {
    for (;;) {
      context.signal.throwIfAborted();
      const passed_ms = clock.monotonic() - began;
      const reading = await probe.read(forward.local_port);
      const found = await withEngine(() => engine.readContainer(name, { signal: context.signal }));
      await refuseLost(context, engine, name, found);
      const up = found?.state === 'running' && isUp(reading);
      if (!up || stable_pid !== found.pid) stable_since = clock.monotonic();
      stable_pid = up ? found.pid : null;
      const needed_ms = isSaid(reading) ? stable_ms : unsaid_stable_ms;
      if (up && clock.monotonic() - stable_since >= needed_ms) return evidenceOf(found, reading, passed_ms);
      if (passed_ms >= ready_budget_ms) throw await lateError(engine, name);
      context.progress(Math.min(passed_ms / 60_000, 0.95), sayReading(reading, found));
      await new Promise<void>((resolve) => clock.after(poll_ms, resolve));
    }
  } finally {
    await forward.close();
  }
}

function sayReading(reading: ProbeReading, found: ContainerReading | null): string {
  if (found !== null && found.restarts > 0) return `It ended with status ${found.exit_code} and was started again`;
  if (reading.kind === 'refused' || reading.kind === 'silent') return 'It boots; its port does not answer yet';
  return reading.kind === 'ready' ? 'It is ready; watching that it stays' : 'It answers and still starts';
}

function evidenceOf(found: ContainerReading, reading: ProbeReading, passed_ms: number | null) {
  const failing = 'failing' in reading && reading.failing.length > 0 ? reading.failing.join(', ') : null;
  return [
    { label: 'container', value: `${found.name} runs (${found.id.slice(0, 12)}), restarted ${found.restarts} times` },
    ...(passed_ms === null ? [] : [{ label: 'ready after', value: `${(passed_ms / 1000).toFixed(1)} s` }]),
    ...('version' in reading && reading.version !== null ? [{ label: 'running version', value: reading.version }] : []),
    ...(failing === null ? [] : [{ label: 'not connected', value: failing }]),
  ];
}

async function refuseLost(context: AnyContext, engine: DockerEngine, name: string, found: ContainerReading | null) {
  if (found === null)
    throw new StepError('gateway_ended', 'The container was removed by somebody else while it started.', {
      next_step: 'Find out what removes containers on that machine, then start the job again.',
    });
  const ended = found.state === 'exited' || found.state === 'dead';
  const looping = found.restarts >= restarts_max;
  if (!ended && !looping) return;
  const evidence = await withEngine(() => engine.readLogs(name, 14));
  const words = evidence.join('\n');
  // A gateway that was killed holds its state for five minutes at most; the engine starts it again until then.
  if (!ended && /owner lease is still active/i.test(words)) return;
  const { code, message, next_step } = judgeEnd(found, words, context.facts);
  throw new StepError(code, message, { next_step, evidence: evidence.slice(-12) });
}

async function lateError(engine: DockerEngine, name: string): Promise<StepError> {
  const evidence = (await withEngine(() => engine.readLogs(name, 12))).slice(-12);
  return new StepError('gateway_start_late', `The gateway was not ready after ${ready_budget_ms / 1000} seconds.`, {
    next_step: 'Look at its last lines and the load of the machine; then start the job again.',
    evidence,
  });
}
