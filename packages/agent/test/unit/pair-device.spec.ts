import { afterEach, beforeEach, expect, it } from 'vitest';
import { launchSimulator } from '../../../simulator/src/launch.ts';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createGatewayConnector } from '../../src/adapters/gateway-ws.ts';
import { pairDevice } from '../../src/gateway/pair-device.ts';
import { openDeviceIdentity, watchScopes } from '../../src/gateway/watcher-identity.ts';
import { createMemorySecrets } from '../support/services.ts';
import { makeHome } from '../support/watch-gateway.ts';

let simulator: Awaited<ReturnType<typeof launchSimulator>>;
beforeEach(async () => {
  simulator = await launchSimulator({ home: makeHome(), boot_ms: 1 });
});
afterEach(() => simulator.stop());

const clock = createSystemClock();
const log = { debug() {}, info() {}, warn() {}, error() {} };
const options = {
  ...{ log, secret_name: 'ssh_device_next_one', scopes: watchScopes, agent_version: '0.0.0-test', platform: 'linux' },
};

it('a device is made known once, with its own token, which is remembered as a secret', async () => {
  const secrets = createMemorySecrets();
  const identity = await openDeviceIdentity({ ...options, secrets });
  const remembered: string[] = [];
  const again = {
    ...{ connector: createGatewayConnector(clock), port: simulator.port, identity, token: simulator.token, clock },
    rememberSecret: (secret: string) => void remembered.push(secret),
  };
  expect(await pairDevice(again)).toBeNull();
  expect(identity.deviceToken()).not.toBeNull();
  expect(remembered).toEqual([identity.deviceToken()]);
  expect((await openDeviceIdentity({ ...options, secrets })).deviceToken()).toBe(identity.deviceToken());
});

it('a gateway that refuses, or is not there, is answered in words', async () => {
  const identity = await openDeviceIdentity({ ...options, secrets: createMemorySecrets() });
  const asked = { connector: createGatewayConnector(clock), identity, clock, rememberSecret: () => undefined };
  expect(await pairDevice({ ...asked, port: simulator.port, token: 'not this one' })).toMatch(/MISMATCH|token/i);
  expect(await pairDevice({ ...asked, port: 1, token: simulator.token })).toBe('it did not answer');
  expect(identity.deviceToken()).toBeNull();
});
