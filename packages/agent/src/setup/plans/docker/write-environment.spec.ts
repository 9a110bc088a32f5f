import { expect, test } from 'vitest';
import { createFakeHost } from '../../../../test/support/fake-host.ts';
import { runtimeProfiles } from '../../../gateway/profiles.ts';
import { type AnyContext, type Docker, dockerLayout } from './docker-plan.ts';
import { writeEnvironment } from './write-environment.ts';

test('what an agent left that was killed while it wrote goes with the rest when the step is taken back', async () => {
  const host = createFakeHost();
  const [profile] = runtimeProfiles;
  if (profile === undefined) throw new Error('There is no profile.');
  const { home } = await host.facts();
  const { directory } = dockerLayout(profile, home, {});
  await host.makeDirectory(directory, { mode: 0o700 });
  await host.writeFile(`${directory}/.moltbot-ops-0123456789ab.tmp`, 'OPENCLAW_GATEWAY_TOKEN=half', { mode: 0o600 });
  const docker = { target: { profile }, parts: { gatewayEnv: () => ({}) } } as unknown as Docker; // what the undo asks for
  const context = { host, facts: { environment_made: true, made_directories: [directory] } } as unknown as AnyContext; // alike
  await writeEnvironment(docker).undo?.(context);
  expect(await host.stat(directory)).toBeNull();
});
