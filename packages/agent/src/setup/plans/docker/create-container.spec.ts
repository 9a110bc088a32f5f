import { expect, test } from 'vitest';
import { createFakeHost } from '../../../../test/support/fake-host.ts';
import { runtimeProfiles } from '../../../gateway/profiles.ts';
import type { JobFacts } from '../../../jobs/plan.ts';
import type { ContainerReading, DockerEngine, EngineReading, ImageReading } from '../../../ports/docker-engine.ts';
import { labels } from './container-spec.ts';
import { createContainer, formerName } from './create-container.ts';
import type { AnyContext, Docker } from './docker-plan.ts';

const [profile] = runtimeProfiles;
const name = profile?.gateway_title ?? '';

const environment_path = `/home/ops/.config/moltbot-ops/docker/${name}/gateway.env`;

/** Runs over containers of these names and labels; answers what was asked of the engine, in order. */
async function runOver(containers: Record<string, Record<string, string>>) {
  const asked: string[] = [];
  const engine: Partial<DockerEngine> = {
    read: async () => ({ limits: {}, memory_bytes: 0, cpus: 1 }) as unknown as EngineReading, // what a container is made of
    readImage: async () => ({ id: 'sha256:a', entrypoint: [], command: [] }) as unknown as ImageReading, // alike
    readContainer: async (wanted) =>
      wanted in containers
        ? ({ id: 'a'.repeat(64), name: wanted, labels: containers[wanted], state: 'running' } as ContainerReading) // alike
        : null,
    stopContainer: async (stopped) => void asked.push(`stop ${stopped}`),
    removeContainer: async (removed) => void asked.push(`remove ${removed}`),
    renameContainer: async (from, to) => void asked.push(`rename ${from} ${to}`),
    createContainer: async (spec) => {
      asked.push(`create ${spec.name}`);
      return 'b'.repeat(64);
    },
  };
  const docker = {
    target: { profile, port: 18_789 },
    parts: {
      engines: { open: () => engine },
      dockerSocket: async () => '/docker.sock',
      gatewayEnv: () => ({}),
      rememberSecret: () => undefined,
    },
  } as unknown as Docker; // what running asks for
  const host = createFakeHost();
  await host.writeFile(environment_path, 'OPENCLAW_GATEWAY_TOKEN=of-no-use\n', { mode: 0o600 });
  const facts: JobFacts = { image_id: 'sha256:a', image: 'openclaw/openclaw:1' };
  const remember = async (more: JobFacts) => void Object.assign(facts, more);
  const context = { host, facts, remember, output: () => undefined, job_id: 'job_mine' } as unknown as AnyContext; // alike
  const error: unknown = await Promise.resolve(createContainer(docker).run(context)).then(
    () => null,
    (cause: unknown) => cause,
  );
  return { asked, error };
}

const of_ours = { [labels.plan]: 'x', [labels.job]: 'job_former' };

test('a container of an earlier job is stopped and waits under another name; a waiting one of ours makes room', async () => {
  const { asked, error } = await runOver({ [name]: of_ours, [formerName(name)]: of_ours });
  expect(error).toBeNull();
  expect(asked).toEqual([
    `stop ${name}`,
    `remove ${formerName(name)}`,
    `rename ${name} ${formerName(name)}`,
    `create ${name}`,
  ]);
});

test('where somebody else’s container bears the waiting name, none is touched', async () => {
  const { asked, error } = await runOver({ [name]: of_ours, [formerName(name)]: {} });
  expect(asked).toEqual([]);
  expect(error).toMatchObject({ code: 'container_name_taken', message: expect.stringContaining(formerName(name)) });
});

/** Undoes over containers of these names and states; answers what is there afterwards. */
async function undoOver(containers: Record<string, string>, facts: Record<string, boolean>) {
  const engine: Partial<DockerEngine> = {
    readContainer: async (wanted) =>
      wanted in containers
        ? ({
            name: wanted,
            labels: { 'moltbot-ops.job': 'job_former' },
            state: containers[wanted],
          } as unknown as ContainerReading) // what is asked of it
        : null,
    renameContainer: async (from, to) => {
      containers[to] = containers[from] ?? '';
      delete containers[from];
    },
    startContainer: async (started) => {
      containers[started] = 'running';
    },
  };
  const docker = {
    target: { profile },
    parts: { engines: { open: () => engine }, dockerSocket: async () => '/docker.sock', gatewayEnv: () => ({}) },
  } as unknown as Docker; // what undoing asks for
  const context = { host: createFakeHost(), facts, job_id: 'job_mine' } as unknown as AnyContext; // alike
  await createContainer(docker).undo?.(context);
  return containers;
}

const replaced = { container_replaced: true, former_was_running: true };

test('a former container that was put aside is back under its name and runs', async () => {
  expect(await undoOver({ [formerName(name)]: 'exited' }, replaced)).toEqual({ [name]: 'running' });
});

test('a former container that was stopped and not yet put aside runs again', async () => {
  expect(await undoOver({ [name]: 'exited' }, replaced)).toEqual({ [name]: 'running' });
});

test('one that did not run is not started', async () => {
  const facts = { ...replaced, former_was_running: false };
  expect(await undoOver({ [formerName(name)]: 'exited' }, facts)).toEqual({ [name]: 'exited' });
});
