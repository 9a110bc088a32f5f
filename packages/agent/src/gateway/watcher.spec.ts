import { createPublicKey, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import type { GatewayAnswer, GatewayConnectionListener } from '../ports/gateway-connection.ts';
import type { ProbeReading } from '../ports/gateway-probe.ts';
import { GatewayWatcher } from './watcher.ts';
import { openWatcherIdentity, type WatcherIdentity } from './watcher-identity.ts';
import { nextDelay } from './watcher-pace.ts';

interface Device {
  id: string;
  publicKey: string;
  signature: string;
}

/** Whether the device that shows this key signed the text. */
function isSignedBy({ publicKey, signature }: Device, text: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}

interface Opened {
  listener: GatewayConnectionListener;
  params: Record<string, unknown>;
  asked: string[];
  closed: boolean;
}

let clock: FakeClock;
let opened: Opened[];
let reading: ProbeReading;
let probes: number;
let credentials: string[];
let may_connect: boolean;
let answers: Record<string, GatewayAnswer>;
let remembered: string[];
let stored: Map<string, string>;
let identity: WatcherIdentity;
let greeted: string[];

const ready: ProbeReading = { kind: 'ready', version: '1', failing: [] };
const settle = async () => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};
const advance = async (ms: number) => {
  clock.advance(ms);
  await settle();
};

const open = async () => {
  identity = await openWatcherIdentity({
    agent_version: '1',
    platform: 'linux',
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    secrets: {
      kind: 'file',
      description: '',
      read: async (name) => stored.get(name) ?? null,
      write: async (name, secret) => void stored.set(name, secret),
      remove: async (name) => void stored.delete(name),
    },
  });
  return new GatewayWatcher({
    clock,
    random: () => 0.5,
    identity,
    connector: {
      open: (_port, makeConnect, listener) => {
        const one: Opened = { listener, params: makeConnect({ nonce: 'n', ts: 7 }), asked: [], closed: false };
        opened.push(one);
        return {
          request: async (method) => {
            one.asked.push(method);
            return answers[method] ?? { ok: true, payload: {} };
          },
          close: () => {
            one.closed = true;
          },
        };
      },
    },
    probe: {
      read: async () => {
        probes += 1;
        return reading;
      },
    },
    port: () => 18789,
    credentials: () => credentials.map((secret) => ({ kind: 'token', secret })),
    tls: () => null,
    mayConnect: () => may_connect,
    situation: () => 'alive',
    changed: () => undefined,
    greeted: (boot_id) => void greeted.push(boot_id),
    lost: () => undefined,
    rememberSecret: (secret) => void remembered.push(secret),
  });
};

const last = (): Opened => {
  const one = opened.at(-1);
  if (one === undefined) throw new Error('nothing was opened');
  return one;
};
const hello = (more: object = {}) => ({
  server: { version: '1', bootId: 'b1' },
  auth: { scopes: ['operator.read'], deviceToken: 'issued-1', ...more },
  snapshot: {},
});
const refuse = async (detail_code: string, message = '') => {
  last().listener.refused({ code: 'INVALID_REQUEST', detail_code, message, retry_after_ms: null });
  last().listener.closed({ code: 1008, reason: '', cause: 'refused' });
  await settle();
};

beforeEach(() => {
  clock = createFakeClock();
  opened = [];
  reading = ready;
  probes = 0;
  credentials = ['shared-secret'];
  may_connect = true;
  answers = {};
  remembered = [];
  stored = new Map();
  greeted = [];
});

describe('watcher', () => {
  it('pairs with the shared secret once, then comes with its own token only, asking for nothing but to read', async () => {
    const watcher = await open();
    await watcher.look();
    expect(last().params).toMatchObject({ scopes: ['operator.read'], auth: { token: 'shared-secret' } });
    last().listener.hello(hello());
    await settle();
    expect([watcher.facts().state, remembered, greeted]).toEqual(['connected', ['issued-1'], ['b1']]);
    last().listener.closed({ code: 1006, reason: '', cause: 'closed' });
    await advance(0);
    expect(last().params).toMatchObject({ auth: { deviceToken: 'issued-1' } });
    expect(JSON.stringify(last().params)).not.toContain('shared-secret');
  });

  it('keeps its key and token across a restart of the agent', async () => {
    const first = await open();
    await first.look();
    last().listener.hello(hello());
    await settle();
    const before = identity.secrets();
    await open();
    expect(identity.secrets()).toEqual(before);
  });

  it('pairs anew at once when its token is dead', async () => {
    stored.set(
      'gateway_watcher',
      JSON.stringify({ private_key_pem: (await open(), identity.secrets()[0]), device_token: 'dead' }),
    );
    const watcher = await open();
    await watcher.look();
    expect(last().params).toMatchObject({ auth: { deviceToken: 'dead' } });
    await refuse('AUTH_DEVICE_TOKEN_MISMATCH');
    await advance(60);
    expect(last().params).toMatchObject({ auth: { token: 'shared-secret' } });
    expect(watcher.facts().state).toBe('unauthorized');
  });

  it('comes in the older form to a gateway that knows no other, at once, and to one that knows none without a loop', async () => {
    const watcher = await open();
    await watcher.look();
    await refuse('', 'device signature invalid');
    await advance(60);
    expect([opened.length, last().params.auth]).toEqual([2, { token: 'shared-secret' }]);
    const { device, scopes, role } = last().params as { device: Device; scopes: string[]; role: string }; // as it is sent
    const parts = ['v2', device.id, 'gateway-client', 'probe', role, scopes.join(','), 7, 'shared-secret', 'n'];
    expect(isSignedBy(device, parts.join('|'))).toBe(true);
    last().listener.hello({ ...hello(), server: { version: 'dev', connId: 'c1' } });
    await settle();
    // What it says for want of a version is none.
    expect([watcher.facts().state, watcher.facts().version]).toEqual(['connected', null]);
    last().listener.closed({ code: 1006, reason: '', cause: 'closed' });
    await advance(0);
    expect(last().params.auth).toEqual({ token: 'issued-1' });
    const so_far = opened.length;
    for (let try_no = 0; try_no < 4; try_no += 1) {
      await refuse('DEVICE_AUTH_SIGNATURE_INVALID', 'device signature invalid');
      await advance(100);
    }
    expect(opened.length - so_far).toBeLessThan(4);
  });

  it('takes the older form where a member of the newer one is unknown', async () => {
    const pem = (await open(), identity.secrets()[0]);
    stored.set('gateway_watcher', JSON.stringify({ private_key_pem: pem, device_token: 'kept' }));
    const watcher = await open();
    await watcher.look();
    await refuse('', "invalid connect params: at /auth: unexpected property 'deviceToken'");
    await advance(60);
    expect(last().params.auth).toEqual({ token: 'kept' });
  });

  it('does not knock again with a refused token until something changes or a minute has passed', async () => {
    const watcher = await open();
    await watcher.look();
    await refuse('AUTH_TOKEN_MISMATCH');
    for (let second = 0; second < 55; second += 1) await advance(1_000);
    expect([opened.length, watcher.facts().refusal?.detail_code, probes > 5]).toEqual([1, 'AUTH_TOKEN_MISMATCH', true]);
    watcher.poke();
    await advance(0);
    expect(opened).toHaveLength(2);
    await refuse('AUTH_TOKEN_MISMATCH');
    for (let second = 0; second < 70; second += 1) await advance(1_000);
    expect(opened).toHaveLength(3);
  });

  it('tries every configured secret once', async () => {
    credentials = ['one', 'two'];
    const watcher = await open();
    await watcher.look();
    await refuse('AUTH_TOKEN_MISMATCH');
    await advance(60);
    expect(opened.map((one) => (one.params.auth as { token: string }).token)).toEqual(['one', 'two']);
  });

  it('stays connected and says so when the gateway grants fewer scopes', async () => {
    const watcher = await open();
    await watcher.look();
    last().listener.hello(hello({ scopes: [], deviceToken: undefined }));
    await settle();
    expect([watcher.facts().state, watcher.facts().connected_ms !== null]).toEqual(['missing_scope', true]);
  });

  it('learns of a missing scope from a refused request', async () => {
    answers['channels.status'] = {
      ok: false,
      refusal: { code: 'FORBIDDEN', detail_code: 'MISSING_SCOPE', message: '', retry_after_ms: null },
    };
    const watcher = await open();
    await watcher.look();
    last().listener.hello(hello());
    await settle();
    expect(watcher.facts().state).toBe('missing_scope');
  });

  it('waits while the gateway starts, without offering a credential', async () => {
    reading = { kind: 'starting', version: '1' };
    const watcher = await open();
    await watcher.look();
    await advance(3_000);
    expect([opened.length, watcher.everAnswered()]).toEqual([0, true]);
    reading = ready;
    await advance(5_000);
    expect(opened).toHaveLength(1);
  });

  it('asks for the configuration when it changed, and once more after the gateway has looked itself', async () => {
    const watcher = await open();
    await watcher.look();
    last().listener.hello(hello());
    await settle();
    const before = last().asked.filter((method) => method === 'config.get').length;
    answers['config.get'] = { ok: true, payload: { valid: false, issues: [{ path: 'gateway.port', message: 'bad' }] } };
    watcher.configChanged();
    await advance(4_000);
    expect(last().asked.filter((method) => method === 'config.get').length - before).toBe(2);
    expect(watcher.facts().live_config).toEqual({ valid: false, issues: [{ path: 'gateway.port', message: 'bad' }] });
  });

  it('is idle while connected: no probe, one request a minute', async () => {
    const watcher = await open();
    await watcher.look();
    last().listener.hello(hello());
    await settle();
    const [probes_before, asked_before] = [probes, last().asked.length];
    for (let second = 0; second < 120; second += 1) await advance(1_000);
    expect([probes - probes_before, last().asked.length - asked_before]).toEqual([0, 2]);
    watcher.close();
  });

  it('knows an announced restart from a loss, and keeps nothing of a process that is gone', async () => {
    const watcher = await open();
    await watcher.look();
    last().listener.hello(hello());
    await settle();
    last().listener.closed({ code: 1012, reason: 'service restart', cause: 'closed' });
    expect(watcher.facts()).toMatchObject({ state: 'connecting', shutdown: { restarting: true }, channels: [] });
    watcher.forget();
    expect(watcher.facts()).toMatchObject({ shutdown: null, lost_ms: null, boot_id: null });
  });

  it('offers nothing to a port that another gateway holds', async () => {
    may_connect = false;
    const watcher = await open();
    await watcher.look();
    for (let second = 0; second < 60; second += 1) await advance(1_000);
    expect([opened.length, probes > 5]).toEqual([0, true]);
  });

  it('offers a refused credential again at once when the gateway has come up anew', async () => {
    const watcher = await open();
    await watcher.look();
    await refuse('AUTH_TOKEN_MISMATCH');
    reading = { kind: 'refused' };
    await advance(5_000);
    reading = ready;
    await advance(5_000);
    expect(opened).toHaveLength(2);
  });

  it('sends a password as a password', async () => {
    credentials = [];
    const watcher = await open();
    expect(identity.makeConnect({ nonce: 'n', ts: 1 }, { kind: 'password', secret: 'pw' }).auth).toEqual({
      password: 'pw',
    });
    watcher.close();
  });

  it('does nothing more once it is closed', async () => {
    const watcher = await open();
    await watcher.look();
    watcher.close();
    await advance(600_000);
    expect([opened.length, last().closed, clock.pending()]).toEqual([1, true, 0]);
  });
});

describe('nextDelay', () => {
  it('stays within five seconds, is quick while a process starts, and spreads by chance', () => {
    for (const situation of ['absent', 'starting', 'alive'] as const)
      for (const failures of [0, 3, 1_000])
        for (const random of [0, 1]) expect(nextDelay(situation, failures, random)).toBeLessThanOrEqual(5_000);
    expect(nextDelay('starting', 99, 1)).toBeLessThan(1_000);
    expect(nextDelay('absent', 0, 0)).not.toBe(nextDelay('absent', 0, 1));
  });
});
