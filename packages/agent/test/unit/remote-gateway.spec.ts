// A gateway on another machine, looked after through a way that the test holds in its hand: no SSH here, a plain forward.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import { afterEach, describe, expect, it } from 'vitest';
import { launchSimulator } from '../../../simulator/src/launch.ts';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createGatewayProbe } from '../../src/adapters/gateway-http.ts';
import { createGatewayConnector } from '../../src/adapters/gateway-ws.ts';
import type { Managed, ManagedGateway, RemoteGateway } from '../../src/gateway/managed.ts';
import { createManagedObserver } from '../../src/gateway/managed-observer.ts';
import type { GatewayObserver } from '../../src/gateway/observer.ts';
import { createRemoteObserver } from '../../src/gateway/remote-observer.ts';
import { HostError } from '../../src/ports/host-executor.ts';
import type { SshTunnel } from '../../src/ports/ssh.ts';
import { createMemorySecrets } from '../support/services.ts';
import { makeHome } from '../support/watch-gateway.ts';

type Simulator = Awaited<ReturnType<typeof launchSimulator>>;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const pin = { key_type: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` };

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A machine that is reached by a plain forward; `fail` is why it cannot be. */
function createMachine(port: () => number) {
  const machine = { fail: null as HostError | null, opened: 0, closed: 0, ends: new Set<Socket>() };
  const reaches = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port(), '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  const openTunnel = async (): Promise<SshTunnel> => {
    if (machine.fail) throw machine.fail;
    machine.opened += 1;
    const server = createServer((near) => {
      const far = connect(port(), '127.0.0.1');
      for (const end of [near, far]) {
        machine.ends.add(end);
        end.on('error', () => undefined).on('close', () => void (near.destroy(), far.destroy()));
      }
      near.pipe(far).pipe(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const local_port = address !== null && typeof address === 'object' ? address.port : 0;
    const close = async () => {
      if (!server.listening) return;
      machine.closed += 1;
      server.close();
      for (const end of machine.ends) end.destroy();
    };
    return {
      openForward: async () => ({ local_port, close }),
      reaches: async () => {
        if (machine.fail) throw machine.fail;
        return reaches();
      },
      close,
    };
  };
  const cut = (error: HostError) => {
    machine.fail = error;
    for (const end of machine.ends) end.destroy();
  };
  return { machine, openTunnel, cut };
}

async function watch(simulator: Simulator, more: { watch_key?: string | null } = {}) {
  const gateway: RemoteGateway = {
    kind: 'ssh',
    host: 'vps.example',
    port: 22,
    username: 'ops',
    method: 'native',
    profile: 'openclaw',
    gateway_port: simulator.port,
    version: '2026.9.6',
    service_manager: 'systemd-user',
    service_unit: 'openclaw-gateway.service',
    config_path: '/home/ops/.openclaw/openclaw.json',
  };
  const clock = createSystemClock();
  const remembered: string[] = [];
  const { machine, openTunnel, cut } = createMachine(() => simulator.port);
  const make = () =>
    createRemoteObserver({
      gateway,
      dialer: { openTunnel },
      clock,
      pinOf: async () => pin,
      readWatchKey: async () => (more.watch_key === undefined ? 'a key' : more.watch_key),
      readToken: async () => simulator.token,
      log: silent,
      secrets: createMemorySecrets(),
      connector: createGatewayConnector(clock),
      probe: createGatewayProbe(),
      redact: (text) => text,
      rememberSecret: (secret) => void remembered.push(secret),
      random: () => 0.5,
      agent_version: '0.0.0-test',
      platform: 'linux',
    });
  return { gateway, machine, cut, make, remembered };
}

const codes = (status: MoltBotStatus) => (status.reasons ?? []).map(({ code }) => code);

function until(observer: GatewayObserver, fits: (status: MoltBotStatus) => boolean, within_ms = 60_000) {
  return new Promise<MoltBotStatus>((resolve, reject) => {
    const look = (status: MoltBotStatus) => {
      if (!fits(status)) return;
      clearTimeout(deadline);
      stop();
      resolve(status);
    };
    const stop = observer.subscribe(look);
    const deadline = setTimeout(() => {
      const { state } = observer.status();
      reject(new Error(`not within ${within_ms} ms; it is ${state} ${codes(observer.status()).join()}`));
    }, within_ms);
    look(observer.status());
  });
}

describe('a gateway on another machine', () => {
  it('is watched by its connection, and found stopped, started again and lost, each in its own words', async () => {
    const simulator = await launchSimulator({ home: makeHome(), boot_ms: 200 });
    closers.push(() => simulator.stop());
    const { make, cut, machine, remembered } = await watch(simulator);
    const observer = make();
    closers.push(() => observer.close());
    expect(observer.status()).toMatchObject({ state: 'unknown', reasons: [{ code: 'ssh_connecting' }] });
    observer.start();
    const up = await until(observer, ({ state, gateway_connected }) => state === 'running' && gateway_connected);
    expect(up).toMatchObject({
      installed: true,
      running: true,
      gateway_connected: true,
      service_manager: 'systemd-user',
      config_path: '/home/ops/.openclaw/openclaw.json',
      port: simulator.port,
      watcher: { source: 'websocket' },
      pid: null,
    });
    expect(remembered).toContain(simulator.token);

    await simulator.stop();
    const down = await until(observer, ({ state }) => state === 'stopped');
    expect(down.reasons?.[0]).toMatchObject({
      code: 'gateway_stopped',
      next_step: expect.stringContaining('systemctl --user start openclaw-gateway.service'),
    });

    cut(new HostError('lost', 'gone', { code: 'ssh_unreachable' }));
    const lost = await until(observer, ({ state }) => state === 'unknown');
    expect(codes(lost)).toEqual(['ssh_unreachable']);
    expect(lost.reasons?.[0]?.message).toContain('vps.example:22 (account ops)');
    expect(machine.opened).toBe(machine.closed);
    machine.fail = null;
    await until(observer, ({ state }) => state === 'stopped');
  });

  it.each([
    ['ssh_host_key_untrusted', new HostError('refused', 'x', { code: 'host_key_changed' })],
    ['ssh_key_refused', new HostError('refused', 'x', { code: 'ssh_sign_in_failed' })],
    ['ssh_unreachable', new HostError('lost', 'x', { code: 'ssh_unreachable' })],
  ])('is unknown, never down, with the reason %s', async (code, error) => {
    const simulator = await launchSimulator({ home: makeHome(), boot_ms: 1 });
    closers.push(() => simulator.stop());
    const { make, machine } = await watch(simulator);
    machine.fail = error;
    const observer = make();
    closers.push(() => observer.close());
    observer.start();
    const status = await until(observer, (one) => codes(one).includes(code));
    expect(status).toMatchObject({ state: 'unknown', installed: true, gateway_connected: false });
  });

  it('says that its key is gone', async () => {
    const simulator = await launchSimulator({ home: makeHome(), boot_ms: 1 });
    closers.push(() => simulator.stop());
    const { make, machine } = await watch(simulator, { watch_key: null });
    const observer = make();
    closers.push(() => observer.close());
    observer.start();
    await until(observer, (status) => codes(status).includes('ssh_credentials_needed'));
    expect(machine.opened).toBe(0);
  });
});

describe('the managed gateway', () => {
  function createManaged(first: ManagedGateway): Managed {
    let held = first;
    const listeners = new Set<(gateway: ManagedGateway) => void>();
    return {
      get: () => held,
      set: async (gateway) => {
        held = gateway;
        for (const listener of listeners) listener(gateway);
      },
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  }

  function createFake(name: string, log: string[]): GatewayObserver {
    const listeners = new Set<(status: MoltBotStatus) => void>();
    const status = { service_manager: name } as MoltBotStatus; // only the name is looked at
    return {
      start: () => {
        log.push(`${name} starts`);
        for (const listener of listeners) listener(status);
      },
      status: () => status,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      target: () => {
        throw new Error('not asked');
      },
      reader: () => null,
      onConfigChanged: () => () => undefined,
      close: async () => {
        log.push(`${name} closes`);
        listeners.clear();
      },
    };
  }

  it('changes hands with one observer at a time, and none is left when the agent closes', async () => {
    const log: string[] = [];
    const told: string[] = [];
    const managed = createManaged({ kind: 'discovered' });
    const remote = { kind: 'ssh', host: 'a', port: 22, username: 'ops', gateway_port: 1 } as RemoteGateway; // enough to tell them apart
    const observer = createManagedObserver({
      managed,
      local: () => createFake('local', log),
      remote: ({ host }) => createFake(host, log),
      onError: (error) => {
        throw error;
      },
    });
    observer.subscribe(({ service_manager }) => told.push(service_manager));
    observer.start();
    await managed.set({ kind: 'docker' });
    await managed.set(remote);
    await managed.set({ ...remote, host: 'b' });
    await managed.set({ ...remote, host: 'b' });
    await managed.set({ kind: 'native' });
    await expect.poll(() => observer.status().service_manager).toBe('local');
    await observer.close();
    expect(log.filter((line) => line.endsWith('starts')).length).toBe(
      log.filter((line) => line.endsWith('closes')).length,
    );
    for (const [index, line] of log.entries()) expect(line.endsWith(index % 2 === 0 ? 'starts' : 'closes')).toBe(true);
    expect(log.at(-1)).toBe('local closes');
    await managed.set(remote);
    expect(log.at(-1)).toBe('local closes');
  });
});
