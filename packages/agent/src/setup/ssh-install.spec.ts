import { afterEach, beforeEach, expect, it } from 'vitest';
import { openServices } from '../../test/support/services.ts';
import { createFormerWatch } from '../gateway/former-watch.ts';
import { openLeftLines } from '../gateway/left-lines.ts';
import { openManaged } from '../gateway/managed.ts';
import { createRemoteSecrets } from '../gateway/remote-secrets.ts';
import { createSshInstall } from './ssh-install.ts';
import type { SshInstallDeps, SshInstallParams } from './ssh-install-request.ts';

let services: Awaited<ReturnType<typeof openServices>>;
beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const paramsOf = (host: string): SshInstallParams => ({
  target: { host, port: 22, username: 'ops' },
  install: {
    ...{ method: 'npm', profile: 'openclaw', channel: 'stable', version: '1.2.3', source: 'x', digest: null },
    port: 18_789,
  },
});

it('two installations that end at the same time leave one machine with its own key', async () => {
  const held = createRemoteSecrets(services.secrets);
  const managed = await openManaged(services.db);
  const left = await openLeftLines(services.db);
  const former = createFormerWatch({ managed, held, left, onError: (error) => expect.unreachable(String(error)) });
  const gate = Promise.withResolvers<void>();
  let sets = 0;
  const slow: typeof managed = {
    ...former.managed,
    async set(gateway) {
      sets += 1;
      if (sets === 1) await gate.promise;
      await former.managed.set(gateway);
    },
  };
  const { kind } = createSshInstall({ held, former, left, managed: slow, methods: [] } as unknown as SshInstallDeps); // all that an end asks for
  const end = async (name: string) => {
    const key = { private_key: `private ${name}`, public_key: `ssh-ed25519 ${name} watch@moltbot-ops` };
    const machine = paramsOf(name).target;
    await held.keepCandidate(`job_${name}`, { key, token: name, machine });
    await kind.succeeded?.({ watch_candidate: `job_${name}` }, paramsOf(name), {});
  };
  const ends = [end('one.example'), end('two.example')];
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  gate.resolve();
  await Promise.all(ends);
  const now = managed.get();
  expect(await held.readToken()).toBe(now.kind === 'ssh' ? now.host : null);
  expect((await held.readWatchKey())?.private_key).toBe(`private ${now.kind === 'ssh' ? now.host : ''}`);
  expect(await held.listCandidates()).toEqual([]);
});
