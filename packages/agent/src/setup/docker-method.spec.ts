import { expect, test } from 'vitest';
import { createFakeHost } from '../../test/support/fake-host.ts';
import type { DockerEngine } from '../ports/docker-engine.ts';
import type { HostFacts } from '../ports/host-executor.ts';
import { dockerMethod } from './docker-method.ts';
import type { Docker } from './plans/docker/docker-plan.ts';

const digest = `sha256:${'a'.repeat(64)}`;

/** Looks at an engine with an image and perhaps a container, on a host whose files belong to uid 1000. */
async function look(facts: Partial<HostFacts>, state: boolean, container: object | null): Promise<unknown> {
  const engine: Partial<DockerEngine> = {
    read: async () => ({ rootless: false }) as Awaited<ReturnType<DockerEngine['read']>>, // what is asked of it
    readImage: async () => null,
    readDigest: async () => digest,
    readContainer: async () => container as Awaited<ReturnType<DockerEngine['readContainer']>>, // alike
  };
  const parts = {
    engines: { open: () => engine },
    dockerSocket: async () => '/docker.sock',
    gatewayEnv: () => ({}),
  } as unknown as Docker['parts']; // what looking asks for
  const host = createFakeHost(() => undefined, { home: '/home/o ps', ...facts });
  if (state) await host.makeDirectory('/home/o ps/.openclaw', { mode: 0o700 });
  const request = { channel: 'stable' as const, version: null, port: 18_789 };
  return dockerMethod({ parts })
    .look(request, host)
    .catch((error: unknown) => error);
}

test('a state that belongs to another account is in the way before anything is fetched, with the command that mends it', async () => {
  expect(await look({ uid: 1234, gid: 1234 }, true, null)).toMatchObject({
    code: 'volume_denied',
    next_step: expect.stringContaining("chown -R 1234:1234 '/home/o ps/.openclaw'"),
  });
  expect(await look({ uid: 1234, gid: 1234 }, false, null)).toMatchObject({ present: false });
  expect(await look({ uid: 1000 }, true, null)).toMatchObject({ present: false });
});

test('so is somebody else’s container of the gateway’s name', async () => {
  const container = { id: 'c'.repeat(64), name: 'openclaw-gateway', labels: {}, state: 'exited' };
  expect(await look({}, false, container)).toMatchObject({ code: 'container_name_taken' });
});
