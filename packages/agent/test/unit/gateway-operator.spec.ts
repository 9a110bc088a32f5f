import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createGatewayConnector } from '../../src/adapters/gateway-ws.ts';
import { createGatewayOperator, type GatewayOperator } from '../../src/gateway/operator.ts';
import { runtimeProfiles } from '../../src/gateway/profiles.ts';
import type { GatewayTarget } from '../../src/gateway/target.ts';
import type { SecretStore } from '../../src/ports/secret-store.ts';
import { createMemorySecrets } from '../support/services.ts';

let gateway: Simulator;
let secrets: SecretStore;
let remembered: string[];

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function openOperator(): GatewayOperator {
  const clock = createSystemClock();
  return createGatewayOperator({
    connector: createGatewayConnector(clock),
    clock,
    log: silent,
    secrets,
    agent_version: '0.0.0-test',
    platform: 'linux',
    rememberSecret: (secret) => void remembered.push(secret),
  });
}

function targetWith(change: Partial<GatewayTarget> = {}): GatewayTarget {
  const [runtime] = runtimeProfiles;
  if (runtime === undefined) throw new Error('there is no profile');
  return {
    ...{ runtime, binary_path: null, version: null, config_path: gateway.config_path, state_directory: '', home: '' },
    ...{ env: {}, port: gateway.port, tls: null, pid: null, keepers: [], is_remote: false, content_hash: null },
    credentials: [{ kind: 'token', secret: gateway.token }],
    ...change,
  };
}

beforeEach(async () => {
  gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')) });
  secrets = createMemorySecrets();
  remembered = [];
});
afterEach(() => gateway.stop());

it('pairs once with the shared secret, and comes back by the token that was issued to it', async () => {
  const first = await openOperator().connect(targetWith());
  expect(await first.request('config.patch', { raw: '{}' }, 60_000)).toMatchObject({ ok: true });
  expect(first.knows('config.patch')).toBe(true);
  expect(first.knows('config.nonsense')).toBe(false);
  first.close();
  expect(remembered.length).toBeGreaterThan(0);
  const again = await openOperator().connect(targetWith({ credentials: [] }));
  expect(await again.request('gateway.restart.preflight', {}, 60_000)).toMatchObject({ ok: true });
  again.close();
  expect(await secrets.read('gateway_watcher')).toBeNull();
});

it('pairs anew when the gateway does not know its token any more', async () => {
  const session = await openOperator().connect(targetWith());
  session.close();
  const kept = JSON.parse((await secrets.read('gateway_operator')) ?? '{}');
  await secrets.write('gateway_operator', JSON.stringify({ ...kept, device_token: 'a-token-of-another-time' }));
  const again = await openOperator().connect(targetWith());
  expect(await again.request('config.get', {}, 60_000)).toMatchObject({ ok: true });
  again.close();
});

it('is refused with a wrong secret, and does not try for ever', async () => {
  const wrong = targetWith({ credentials: [{ kind: 'token', secret: 'wrong-wrong-wrong' }] });
  await expect(openOperator().connect(wrong, 60_000)).rejects.toMatchObject({ reason: 'refused' });
});

it('offers its secrets to nobody whose certificate cannot be read', async () => {
  const target = targetWith({ tls: { certificate: null } });
  await expect(openOperator().connect(target)).rejects.toMatchObject({ reason: 'untrusted' });
});

it('waits for a gateway that starts, and no longer than it was told', async () => {
  await gateway.stop();
  await expect(openOperator().connect(targetWith(), 700)).rejects.toMatchObject({ reason: 'unreachable' });
  const connecting = openOperator().connect(targetWith(), 60_000);
  gateway = await gateway.restart();
  const session = await connecting;
  expect(session.version).toBe('2026.9.6');
  session.close();
});
