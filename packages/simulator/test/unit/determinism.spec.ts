// Same seed, same virtual clock, same inputs: the same bytes. Everything random in these inputs is fixed.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { launchSimulator } from '../../src/launch.ts';
import { reservePort } from '../../src/reserve-port.ts';
import { createVirtualClock } from '../../src/world/clock.ts';
import { createRandomness } from '../../src/world/seed.ts';
import { openSocket, readChallenge } from '../support/gateway-socket.ts';
import type { Identity } from '../support/identity.ts';
import { buildConnectParams, cliClient, identityOf } from '../support/identity.ts';

const base = mkdtempSync(join(tmpdir(), 'moltbot-seed-'));
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }));

/** A key pair that is the same every time. */
function fixedIdentity(): Identity {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]);
  const private_key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return identityOf(createPublicKey(private_key), private_key);
}

/** One life with fixed inputs: everything that came over the socket, and the log. */
async function live(seed: string, port: number): Promise<{ frames: string; log: string }> {
  const home = join(base, 'home');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  const simulator = await launchSimulator({ home, port, token: 'fixed-token', seed, clock: 'virtual' });
  try {
    const socket = await openSocket(port);
    const challenge = await readChallenge(socket);
    const options = { token: 'fixed-token', client: cliClient, identity: fixedIdentity(), scopes: ['operator.admin'] };
    await socket.request('connect', buildConnectParams(options, challenge));
    for (const method of ['health', 'status', 'system.info', 'channels.status', 'config.get', 'nope'])
      await socket.request(method);
    await simulator.control.scenario('auth_failures');
    await simulator.control.advance(31_000);
    await socket.request('logs.tail', { limit: 1000 });
    await socket.request('gateway.restart.request', { reason: 'test' });
    await simulator.control.advance(40);
    await socket.closed();
    return {
      frames: socket.frames.map((frame) => JSON.stringify(frame)).join('\n'),
      log: readFileSync(simulator.log_path, 'utf8'),
    };
  } finally {
    await simulator.kill();
  }
}

test('the same seed and the same inputs give the same log and the same frames, byte for byte', async () => {
  const port = await reservePort();
  const first = await live('one', port);
  const second = await live('one', port);
  expect(second.frames).toBe(first.frames);
  expect(second.log).toBe(first.log);
  expect(first.log.split('\n').length).toBeGreaterThan(60);
});

test('another seed gives other ids', async () => {
  const port = await reservePort();
  const first = await live('one', port);
  const second = await live('two', port);
  expect(second.frames).not.toBe(first.frames);
  expect(second.log).not.toBe(first.log);
});

test('one label of the randomness does not move when another is used', () => {
  const quiet = createRandomness('seed', 1);
  const busy = createRandomness('seed', 1);
  for (let count = 0; count < 10; count += 1) busy.uuid('other');
  expect(busy.uuid('boot')).toBe(quiet.uuid('boot'));
});

test('the next boot has other ids', () => {
  expect(createRandomness('seed', 2).uuid('boot')).not.toBe(createRandomness('seed', 1).uuid('boot'));
});

test('virtual time fires what falls due in order, and nothing else', () => {
  const clock = createVirtualClock(0);
  const seen: string[] = [];
  clock.after(20, () => seen.push(`b at ${clock.now()}`));
  clock.after(10, () => seen.push(`a at ${clock.now()}`));
  clock.after(99, () => seen.push('too late'));
  clock.every(15, () => seen.push(`tick at ${clock.now()}`));
  clock.after(12, () => seen.push('cancelled'))();
  clock.advance(30);
  expect(seen).toEqual(['a at 10', 'tick at 15', 'b at 20', 'tick at 30']);
});
