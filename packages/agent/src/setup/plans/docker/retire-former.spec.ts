import { expect, test } from 'vitest';
import { createFakeHost } from '../../../../test/support/fake-host.ts';
import { runtimeProfiles } from '../../../gateway/profiles.ts';
import type { ContainerReading, DockerEngine } from '../../../ports/docker-engine.ts';
import { dockerMethod } from '../../docker-method.ts';
import type { InstallParams } from '../../install-method.ts';
import { formerName } from './create-container.ts';
import type { AnyContext, Docker } from './docker-plan.ts';
import { retireFormer } from './retire-former.ts';

const [profile] = runtimeProfiles;
const former = formerName(profile?.gateway_title ?? '');

/** Looks, and removes where there is something to remove; answers what was removed. */
async function retire(labels: Record<string, string> | null): Promise<string[]> {
  const removed: string[] = [];
  const engine: Partial<DockerEngine> = {
    readContainer: async (name) =>
      name === former && labels !== null ? ({ name, labels } as unknown as ContainerReading) : null, // what is asked of it
    removeContainer: async (name) => void removed.push(name),
  };
  const docker = {
    target: { profile },
    parts: { engines: { open: () => engine }, dockerSocket: async () => '/docker.sock', gatewayEnv: () => ({}) },
  } as unknown as Docker; // what the step asks for
  const context = { host: createFakeHost(), facts: {}, job_id: 'job_mine' } as unknown as AnyContext; // alike
  const step = retireFormer(docker);
  if ((await step.check?.(context)) === null) await step.run(context);
  return removed;
}

test('a former container of ours goes, and nothing is to be done where there is none', async () => {
  expect(await retire({ 'moltbot-ops.plan': 'x' })).toEqual([former]);
  expect(await retire(null)).toEqual([]);
});

test('a container of somebody else under that name stays', async () => {
  expect(await retire({})).toEqual([]);
});

test('it stands behind the steps after which a job can still go back, not among them', () => {
  const method = dockerMethod({ parts: {} as Docker['parts'] }); // naming the steps asks nothing of them
  const params = { profile: 'openclaw', channel: 'stable', version: '1', source: 'a@b' } as unknown as InstallParams; // alike
  expect(method.steps(params).map(({ step }) => step)).not.toContain('retire_former');
  expect(method.last?.(params).map(({ step }) => step)).toEqual(['retire_former']);
});
