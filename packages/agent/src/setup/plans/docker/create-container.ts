import type { Evidence } from '@moltbot-ops/sdk/types';
import { type PlanStep, StepError } from '../../../jobs/plan.ts';
import type { ContainerReading, ContainerSpec, DockerEngine } from '../../../ports/docker-engine.ts';
import { makeOwnDirectory, removeOwnDirectories } from '../native/native-plan.ts';
import { makeComposeFile } from './compose-file.ts';
import { labels, makeContainerSpec, planHash, stop_budget_s } from './container-spec.ts';
import { type AnyContext, type Docker, engineOf, factOf, layoutOf, withEngine } from './docker-plan.ts';
import { decideOwnership } from './ownership.ts';
import { readEnvironmentFile } from './write-environment.ts';

/** Where a container that is replaced waits until the new one proved itself. */
export const formerName = (name: string): string => `${name}-former`;

/** The container and its compose file. A former one of ours makes room and comes back when this job does not end well. */
export function createContainer<Params>(docker: Docker): PlanStep<Params> {
  return {
    step: 'create_container',
    title: 'Create the container',
    cancel: 'after',
    async check(context) {
      const { engine, spec } = await wanted(docker, context);
      const found = await withEngine(() => engine.readContainer(spec.name));
      if (found === null) return null;
      if (found.labels[labels.plan] === undefined) throw nameTaken(found);
      const same = found.labels[labels.plan] === planHash(spec) && found.image_id === context.facts.image_id;
      if (!same || (await context.host.stat((await layoutOf(docker, context)).compose_path)) === null) return null;
      await context.remember({ container: spec.name });
      return [{ label: 'container', value: `${spec.name} (${found.id.slice(0, 12)}) is as it should be` }];
    },
    async run(context) {
      const { engine, spec, secret_names } = await wanted(docker, context);
      await makeRoom(context, engine, spec);
      const compose_path = await writeCompose(docker, context, spec, secret_names);
      await context.remember({ container: spec.name, container_made: true });
      const port = String(spec.ports[0]?.host ?? '');
      const marks = { [labels.plan]: planHash(spec), [labels.job]: context.job_id, [labels.port]: port };
      const labelled = { ...spec, labels: marks };
      const id = await withEngine(() => engine.createContainer(labelled));
      return [
        { label: 'container', value: `${spec.name} (${id.slice(0, 12)})` },
        { label: 'published', value: spec.ports.map(({ host }) => `127.0.0.1:${host}`).join(', ') },
        { label: 'limits', value: sayLimits(spec) },
        { label: 'compose file', value: compose_path },
      ];
    },
    undo: (context) => undo(docker, context),
  };
}

async function wanted(docker: Docker, context: AnyContext) {
  const { facts, host } = context;
  const engine = await engineOf(docker, context);
  const { name, state_directory, environment_path } = await layoutOf(docker, context);
  const secrets = await readEnvironmentFile(docker, context, environment_path);
  const image_id = factOf(facts, 'image_id');
  const [engine_reading, image_reading] = await withEngine(async () => [
    await engine.read(),
    await engine.readImage(image_id),
  ]);
  if (image_reading === null)
    throw new StepError('image_unavailable', 'The image went away while it was installed.', {
      next_step: 'Look what removes images on that machine, then start the job again.',
    });
  const spec = makeContainerSpec({
    profile: docker.target.profile,
    name,
    image: factOf(facts, 'image'),
    image_reading,
    engine: engine_reading,
    user: decideOwnership(await host.facts(), engine_reading).user,
    state_directory,
    port: Number(facts.port ?? docker.target.port),
    secrets,
  });
  return { engine, spec, secret_names: Object.keys(secrets) };
}

export function nameTaken({ name, id }: ContainerReading): StepError {
  return new StepError(
    'container_name_taken',
    `There is a container ${name} (${id.slice(0, 12)}) that was not made here.`,
    {
      next_step: `Adopt the gateway in it, or rename it: \`docker rename ${name} ${name}-old\``,
    },
  );
}

const sayLimits = ({ memory_bytes, cpus, pids, log }: ContainerSpec): string =>
  [
    memory_bytes === null ? 'memory unlimited' : `${(memory_bytes / 1024 ** 3).toFixed(1)} GiB of memory`,
    cpus === null ? 'all CPUs' : `${cpus} CPUs`,
    pids === null ? 'processes unlimited' : `${pids} processes`,
    `${log.files} logs of ${log.size_mib} MiB`,
  ].join(', ');

/** A half-made one of this job goes; one of an earlier job is stopped and waits under another name. */
async function makeRoom(
  { job_id, facts, remember, output }: AnyContext,
  engine: DockerEngine,
  { name }: ContainerSpec,
) {
  await withEngine(async () => {
    const found = await engine.readContainer(name);
    if (found === null) return;
    if (found.labels[labels.job] === job_id) return engine.removeContainer(name, { force: true });
    const aside = await engine.readContainer(formerName(name));
    if (aside !== null && aside.labels[labels.plan] === undefined) throw nameTaken(aside);
    // A try that was ended in between has stopped it already.
    if (facts.container_replaced !== true)
      await remember({ container_replaced: true, former_was_running: found.state === 'running' });
    output(`The former container ${found.id.slice(0, 12)} is stopped and kept until the new one is ready.`);
    await engine.stopContainer(name, stop_budget_s);
    await engine.removeContainer(formerName(name), { force: true });
    await engine.renameContainer(name, formerName(name));
  });
}

async function writeCompose(
  docker: Docker,
  context: AnyContext,
  spec: ContainerSpec,
  secret_names: readonly string[],
): Promise<string> {
  const { directory, compose_path, environment_path } = await layoutOf(docker, context);
  const text = await makeComposeFile(spec, environment_path, secret_names);
  const { host } = context;
  const is_there = (await host.stat(compose_path)) !== null;
  if (is_there && (await host.readFile(compose_path, 1024 ** 2)).toString('utf8') === text) return compose_path;
  // The owner may have changed it: what stood there is not lost.
  if (is_there && context.facts.compose_made !== true) {
    await context.remember({ compose_kept: true });
    await host.rename(compose_path, `${compose_path}.before`);
  }
  await context.remember({ compose_path, compose_made: true });
  await makeOwnDirectory(context, directory, 0o700);
  await host.writeFile(compose_path, text, { mode: 0o600 });
  return compose_path;
}

async function undo(docker: Docker, context: AnyContext): Promise<Evidence[]> {
  const { facts, host, job_id } = context;
  const { name, compose_path } = await layoutOf(docker, context);
  const engine = await engineOf(docker, context);
  const gone: string[] = [];
  await withEngine(async () => {
    const found = await engine.readContainer(name);
    if (found?.labels[labels.job] === job_id) {
      await engine.removeContainer(name, { force: true });
      gone.push(`container ${name}`);
    }
    if (facts.container_replaced !== true) return;
    const is_aside = (await engine.readContainer(formerName(name))) !== null;
    if (is_aside) await engine.renameContainer(formerName(name), name);
    // It may have been stopped and not yet put aside.
    else if (found === null || found.labels[labels.job] === job_id) return;
    if (facts.former_was_running === true) await engine.startContainer(name);
    gone.push('the way of the former container, which is back');
  });
  if (facts.compose_made === true) {
    await host.remove(compose_path);
    gone.push(compose_path);
  }
  if (facts.compose_kept === true && (await host.stat(`${compose_path}.before`)) !== null)
    await host.rename(`${compose_path}.before`, compose_path);
  await removeOwnDirectories(context);
  return gone.map((value) => ({ label: 'removed', value }));
}
