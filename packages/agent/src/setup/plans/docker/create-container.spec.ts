import { expect, test } from 'vitest';
import { createFakeHost } from '../../../../test/support/fake-host.ts';
import { runtimeProfiles } from '../../../gateway/profiles.ts';
import type { ContainerReading, DockerEngine } from '../../../ports/docker-engine.ts';
import { createContainer, formerName } from './create-container.ts';
import type { AnyContext, Docker } from './docker-plan.ts';

const [profile] = runtimeProfiles;
const name = profile?.gateway_title ?? '';

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
