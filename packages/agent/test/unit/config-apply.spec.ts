import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigApplyResult } from '@moltbot-ops/sdk/types';
import JSON5 from 'json5';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LaunchOptions, launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { reservePort } from '../../../simulator/src/reserve-port.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import type { ApplyRequest, CheckConfig } from '../../src/config/apply-plan.ts';
import { createConfigVault } from '../../src/config/apply-vault.ts';
import { createSightlessHost } from '../../src/config/live-content.ts';
import { AppError } from '../../src/errors.ts';
import { HostError, type HostExecutor } from '../../src/ports/host-executor.ts';
import { type ConfigDesk, type DeskOptions, openConfigDesk } from '../support/config-desk.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function startGateway(more: Partial<LaunchOptions> = {}): Promise<Simulator> {
  const gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')), ...more });
  ending.push(() => gateway.stop());
  return gateway;
}

async function openDesk(gateway: Simulator, more: Partial<DeskOptions> = {}): Promise<ConfigDesk> {
  const desk = await openConfigDesk({ gateway_home: gateway.home, binary: join(gateway.bin_dir, 'openclaw'), ...more });
  ending.push(() => desk.close());
  await desk.watched.until(({ gateway_connected }) => gateway_connected);
  return desk;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
type Loose = any;
type Edit = (config: Loose) => void;

async function requestOf(desk: ConfigDesk, edit: Edit, more: Partial<ApplyRequest> = {}): Promise<ApplyRequest> {
  const { config, hash } = await desk.documents.get();
  const wanted = structuredClone(config) as Loose; // the test's own configuration
  edit(wanted);
  return {
    config: wanted,
    base_hash: hash,
    backup_before_apply: true,
    secret_target: 'auto',
    wait_seconds: 60,
    ...more,
  };
}

async function change(desk: ConfigDesk, edit: Edit, more: Partial<ApplyRequest> = {}): Promise<ConfigApplyResult> {
  return desk.apply.run(await requestOf(desk, edit, more), 'host');
}

const read = (gateway: Simulator): string => readFileSync(gateway.config_path, 'utf8');
const parse = (gateway: Simulator): Loose => JSON5.parse(read(gateway));
const backupsOf = (desk: ConfigDesk): string[] => readdirSync(join(desk.home, 'vault/config-backups'));
const takesAll = { check: async () => ({ valid: true, errors: [], warnings: [] }) };

describe('a change of the configuration', () => {
  it('is written with everything else kept, and taken up hot', async () => {
    const gateway = await startGateway();
    writeFileSync(gateway.config_path, read(gateway).replace('{\n', '{\n  // mine\n'), { mode: 0o600 });
    const desk = await openDesk(gateway);
    const before = read(gateway);
    const result = await change(desk, (config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: true, rolled_back: false, error: null, next_steps: [] });
    expect(read(gateway)).toContain('// mine');
    expect(parse(gateway)).toMatchObject({ logging: { level: 'debug' }, gateway: { auth: { token: gateway.token } } });
    expect(statSync(gateway.config_path).mode & 0o777).toBe(0o600);
    const kept = join(desk.home, 'vault/config-backups', String(result.backup_id), 'config');
    expect(readFileSync(kept, 'utf8')).toBe(before);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(desk.home, 'vault/config-changes'))).toEqual([]);
  });

  it('that needs a restart waits for the gateway to come back', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const boot = desk.watched.observer.status().boot_id;
    expect(await change(desk, (config) => (config.gateway.tailscale = { mode: 'off' }))).toMatchObject({
      applied: true,
    });
    const back = await desk.watched.until(({ boot_id, gateway_connected }) => gateway_connected && boot_id !== boot);
    expect(back.running).toBe(true);
  });

  it('has the gateway restarted where it was told not to reload by itself', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    expect(await change(desk, (config) => (config.gateway.reload = { mode: 'off' }))).toMatchObject({ applied: true });
    expect(await change(desk, (config) => (config.logging.level = 'warn'))).toMatchObject({ applied: true });
    expect(await change(desk, (config) => (config.gateway.reload.mode = 'hybrid'))).toMatchObject({ applied: true });
  });

  it('keeps no backup where none is wanted, once it is verified', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const result = await change(desk, (config) => (config.logging.level = 'warn'), { backup_before_apply: false });
    expect(result).toMatchObject({ applied: true, backup_id: null });
    expect(backupsOf(desk)).toEqual([]);
  });

  it('goes through a link to where the file lies', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const real = join(mkdtempSync(join(tmpdir(), 'real-')), 'own.json');
    writeFileSync(real, read(gateway), { mode: 0o600 });
    rmSync(gateway.config_path);
    symlinkSync(real, gateway.config_path);
    expect(await change(desk, (config) => (config.logging.level = 'warn'))).toMatchObject({ applied: true });
    expect(lstatSync(gateway.config_path).isSymbolicLink()).toBe(true);
    expect(JSON5.parse(readFileSync(real, 'utf8'))).toMatchObject({ logging: { level: 'warn' } });
  });

  it('of a gateway that does not run is written, and says what is left to do', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    await gateway.stop();
    await desk.watched.until(({ running }) => !running);
    const result = await change(desk, (config) => (config.logging.level = 'warn'));
    expect(result).toMatchObject({ applied: true, next_steps: [expect.stringContaining('Start the gateway')] });
  });

  it('may be the first configuration there is', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    await gateway.stop();
    await desk.watched.until(({ running }) => !running);
    rmSync(gateway.config_path);
    const result = await change(desk, (config) => (config.gateway = { mode: 'local' }));
    expect(result).toMatchObject({ applied: true, backup_id: null });
    expect(read(gateway)).toBe('{\n  "gateway": {\n    "mode": "local"\n  }\n}\n');
    expect(statSync(gateway.config_path).mode & 0o777).toBe(0o600);
  });

  it('that changes nothing is done already', async () => {
    const desk = await openDesk(await startGateway());
    expect(await change(desk, () => undefined)).toEqual({ applied: true, backup_id: null, next_steps: [] });
    expect(await desk.jobs.list({ limit: 5, before_job_id: null })).toEqual([]);
  });
});

describe('a change that does not go well', () => {
  it('is not begun where the gateway would not start with it', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const before = read(gateway);
    const result = await change(desk, (config) => (config.gateway.bind = 'everywhere'));
    expect(result).toMatchObject({ applied: false, error: { code: 'config_invalid' } });
    expect(JSON.stringify(result)).toContain('gateway.bind');
    expect(read(gateway)).toBe(before);
  });

  it('is not begun where it moves the gateway to a port that somebody else holds', async () => {
    const gateway = await startGateway();
    const other = await startGateway();
    const desk = await openDesk(gateway);
    const result = await change(desk, (config) => (config.gateway.port = other.port));
    expect(result).toMatchObject({ applied: false, error: { code: 'port_taken_by_other' } });
  });

  it('has the gateway stopped and started where it moves to a new port, which it keeps from its process', async () => {
    const gateway = await startGateway();
    const port = await reservePort();
    const orders: string[] = [];
    const order = async (name: string) => {
      orders.push(name);
      await gateway.stop();
      const moved = await launchSimulator({ home: gateway.home, port });
      ending.push(() => moved.stop());
      return true;
    };
    const desk = await openDesk(gateway, { more: { order } });
    const result = await change(desk, (config) => (config.gateway.port = port));
    expect(result).toMatchObject({ applied: true, next_steps: [] });
    expect(orders).toEqual(['restart']);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const { port: watched } = desk.watched.observer.target();
    expect(watched).toBe(port);
  });

  it('comes back on its former port where it does not come up on the new one', async () => {
    const gateway = await startGateway();
    const port = await reservePort();
    const order = async (name: string) => {
      if (name === 'restart') await gateway.stop();
      else await gateway.restart();
      return true;
    };
    const desk = await openDesk(gateway, { more: { order, patience: { restart: 3_000 } } });
    const before = read(gateway);
    const result = await change(desk, (config) => (config.gateway.port = port));
    expect(result).toMatchObject({ applied: false, rolled_back: true, error: { code: 'gateway_lost' } });
    expect(read(gateway)).toBe(before);
    await desk.watched.until(({ gateway_connected }) => gateway_connected);
    expect((await fetch(`http://127.0.0.1:${gateway.port}/readyz`)).status).toBe(200);
  });

  it('says that a new port waits where nobody is known who could stop and start the gateway', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const port = await reservePort();
    const result = await change(desk, (config) => (config.gateway.port = port));
    expect(result).toMatchObject({ applied: true, next_steps: [expect.stringContaining('former port')] });
  });

  it('is not begun where it would move the port of a container, which is settled when that is made', async () => {
    const gateway = await startGateway();
    const keepers = [{ manager: 'docker' as const, unit: 'openclaw-gateway' }];
    const desk: ConfigDesk = await openDesk(gateway, {
      more: { target: () => ({ ...desk.watched.observer.target(), keepers }) },
    });
    const result = await change(desk, (config) => (config.gateway.port = gateway.port + 1));
    expect(result).toMatchObject({ applied: false, error: { code: 'port_of_container' } });
    expect(await change(desk, (config) => (config.logging = { level: 'debug' }))).toMatchObject({ applied: true });
  });

  it('is taken back byte by byte when the gateway refuses it after all', async () => {
    const gateway = await startGateway();
    writeFileSync(gateway.config_path, `// mine\n${read(gateway)}`, { mode: 0o640 });
    chmodSync(gateway.config_path, 0o640);
    const desk = await openDesk(gateway, { more: takesAll });
    const before = read(gateway);
    const result = await change(desk, (config) => (config.gateway.bind = 'everywhere'));
    expect(result).toMatchObject({ applied: false, rolled_back: true, error: { code: 'config_refused' } });
    expect(result.error?.evidence?.join()).toContain('gateway.bind');
    expect(read(gateway)).toBe(before);
    expect(statSync(gateway.config_path).mode & 0o777).toBe(0o640);
    expect(backupsOf(desk)).toEqual([]);
    expect(desk.watched.observer.status()).toMatchObject({ running: true });
  });

  it('is taken back when the gateway goes on with its former one', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway, { more: { ...takesAll, patience: { restart_begin: 1_500 } } });
    const before = read(gateway);
    const result = await change(desk, (config) => {
      config.gateway.auth.token = { source: 'env', provider: 'default', id: 'NOBODY_SET_THIS' };
    });
    expect(result).toMatchObject({ applied: false, rolled_back: true, error: { code: 'config_not_taken' } });
    expect(read(gateway)).toBe(before);
  });

  it('is refused with both sides when somebody else was faster', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const request = await requestOf(desk, (config) => (config.logging.level = 'debug'));
    const theirs = { ...parse(gateway), logging: { ...parse(gateway).logging, level: 'warn' } };
    writeFileSync(gateway.config_path, JSON.stringify(theirs), { mode: 0o600 });
    const refusal = await desk.apply.run(request, 'host').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'config_conflict', status: 409, details: [{ field: 'logging.level' }] });
    expect(parse(gateway).logging.level).toBe('warn');
  });

  it('is not made on top of what came between its confirmation and its start', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const request = await requestOf(desk, (config) => (config.logging.level = 'debug'), { base_hash: null });
    await desk.apply.action.look(request, { kind: 'host', role: 'owner' });
    writeFileSync(gateway.config_path, read(gateway).replace('{\n', '{\n  // theirs\n'));
    await expect(desk.apply.run(request, 'host')).rejects.toMatchObject({ code: 'state_changed' });
    expect(read(gateway)).toContain('// theirs');
  });

  it('leaves the file as somebody else made it in the very moment', async () => {
    const gateway = await startGateway();
    const theirs = '{ gateway: { mode: "local" } } // theirs\n';
    const host = createLocalHost({ home: gateway.home });
    let reads = 0;
    const racing: HostExecutor = {
      ...host,
      async readFile(path, bytes_max) {
        if (path === gateway.config_path && (reads += 1) === 5) writeFileSync(path, theirs, { mode: 0o600 });
        return host.readFile(path, bytes_max);
      },
    };
    const desk = await openDesk(gateway, { more: { openHost: async () => racing } });
    const result = await change(desk, (config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: false, error: { code: 'config_conflict' } });
    expect(read(gateway)).toBe(theirs);
  });

  it.each(['no_space', 'read_only', 'denied'] as const)(
    'leaves everything as it was on a disk that says %s',
    async (failure) => {
      const gateway = await startGateway();
      const host = createLocalHost({ home: gateway.home });
      const failing: HostExecutor = {
        ...host,
        writeFile: async () => {
          throw new HostError(failure, 'it cannot be written');
        },
      };
      const desk = await openDesk(gateway, { more: { openHost: async () => failing } });
      const before = read(gateway);
      const result = await change(desk, (config) => (config.logging.level = 'debug'));
      expect(result).toMatchObject({ applied: false, rolled_back: true });
      expect(read(gateway)).toBe(before);
      expect(readdirSync(join(desk.home, 'vault/config-changes'))).toEqual([]);
    },
  );

  it('is not begun where the former file cannot be kept', async () => {
    const gateway = await startGateway();
    const own = createLocalHost({ home: gateway.home });
    const full: HostExecutor = {
      ...own,
      writeFile: async () => {
        throw new HostError('no_space', 'no space is left');
      },
    };
    const directory = join(mkdtempSync(join(tmpdir(), 'vault-')), 'vault');
    const desk = await openDesk(gateway, { more: { vault: createConfigVault(full, directory) } });
    const [before, { ino }] = [read(gateway), statSync(gateway.config_path)];
    const result = await change(desk, (config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: false, rolled_back: true });
    expect([read(gateway), statSync(gateway.config_path).ino]).toEqual([before, ino]);
  });

  it('brings a gateway back that went down on it', async () => {
    const gateway = await startGateway();
    let revived: Simulator | null = null;
    const order = async () => {
      revived = await gateway.restart();
      ending.push(() => revived?.stop() ?? Promise.resolve());
      return true;
    };
    const desk = await openDesk(gateway, { more: { order, patience: { gone: 1_500 } } });
    const before = read(gateway);
    const running = change(desk, (config) => (config.gateway.tailscale = { mode: 'off' }));
    await vi.waitUntil(() => read(gateway) !== before, { timeout: 60_000, interval: 5 });
    await gateway.kill();
    expect(await running).toMatchObject({ applied: false, rolled_back: true, error: { code: 'gateway_lost' } });
    expect(read(gateway)).toBe(before);
    expect(revived).not.toBeNull();
    await desk.watched.until(({ gateway_connected }) => gateway_connected);
  });
});

describe('a secret that is new', () => {
  const botToken = `123456789:${'Ab1_'.repeat(9)}`;

  it('goes into the gateway’s own store, and a reference into the file', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const result = await change(desk, (config) => (config.channels = { telegram: { botToken } }));
    expect(result).toMatchObject({ applied: true });
    const { source, id } = parse(gateway).channels.telegram.botToken;
    expect(source).toBe('store');
    expect(id).toMatch(/^OPS_CHANNELS_TELEGRAM_BOTTOKEN_[0-9A-F]{6}$/);
    expect(read(gateway)).not.toContain(botToken);
    expect(JSON.stringify(await desk.jobs.list({ limit: 5, before_job_id: null }))).not.toContain(botToken);
    expect(desk.log.join()).not.toContain(botToken);
    const { secrets } = await desk.documents.get();
    expect(secrets).toContainEqual({
      path: 'channels.telegram.botToken',
      source: 'store',
      reference: id,
      resolved: null,
    });
  });

  it('goes into the gateway’s variables where that is asked for, and into the file where that is', async () => {
    const gateway = await startGateway();
    const planned: object[] = [];
    const check: CheckConfig = async (_config, _raw, variables) => {
      planned.push(variables);
      return { valid: true, errors: [], warnings: [] };
    };
    const desk = await openDesk(gateway, { more: { check } });
    const dotenv = join(gateway.home, '.openclaw/.env');
    writeFileSync(dotenv, 'OWN=1', { mode: 0o600 });
    await change(desk, (config) => (config.channels = { telegram: { botToken } }), { secret_target: 'env' });
    const { id } = parse(gateway).channels.telegram.botToken;
    expect(readFileSync(dotenv, 'utf8')).toBe(`OWN=1\n${id}='${botToken}'\n`);
    // Whoever judges it has to count on them before they are written.
    expect(planned[0]).toEqual({ [id]: botToken });
    await change(desk, (config) => (config.channels.telegram.botToken = 'other-secret-12345'), {
      secret_target: 'file',
    });
    expect(parse(gateway).channels.telegram.botToken).toBe('other-secret-12345');
  });

  it('leaves variables of others byte for byte, and touches none that it cannot read', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway);
    const dotenv = join(gateway.home, '.openclaw/.env');
    const latin1 = Buffer.from('NAME=\xfcml\xe4ut\n', 'latin1');
    writeFileSync(dotenv, latin1, { mode: 0o600 });
    const add = (config: Loose) => (config.channels = { telegram: { botToken } });
    expect(await change(desk, add, { secret_target: 'env' })).toMatchObject({ applied: true });
    expect(readFileSync(dotenv).subarray(0, latin1.length)).toEqual(latin1);
    const large = `OWN=${'x'.repeat(1024 * 1024)}\n`;
    writeFileSync(dotenv, large, { mode: 0o600 });
    const other = (config: Loose) => (config.channels.telegram.botToken = '987654:other-secret-12345');
    expect(await change(desk, other, { secret_target: 'env' })).toMatchObject({ applied: false });
    expect(readFileSync(dotenv, 'utf8') === large).toBe(true);
  });

  it('is taken back with the change', async () => {
    const gateway = await startGateway();
    const desk = await openDesk(gateway, { more: takesAll });
    const dotenv = join(gateway.home, '.openclaw/.env');
    writeFileSync(dotenv, 'OWN=1\n', { mode: 0o600 });
    const result = await change(
      desk,
      (config) => {
        config.channels = { telegram: { botToken } };
        config.gateway.bind = 'everywhere';
      },
      { secret_target: 'env' },
    );
    expect(result).toMatchObject({ applied: false, rolled_back: true });
    expect(readFileSync(dotenv, 'utf8')).toBe('OWN=1\n');
  });
});

describe('a gateway whose files are out of reach', () => {
  const openRemote = async (gateway: Simulator): Promise<ConfigDesk> => {
    const desk: ConfigDesk = await openDesk(gateway, {
      more: {
        target: () => ({ ...desk.watched.observer.target(), is_remote: true }),
        openHost: async () => createSightlessHost({ key: 'ssh:ops@box:22', label: 'ops@box:22' }),
        hostName: () => ({ key: 'ssh:ops@box:22', label: 'ops@box:22' }),
      },
    });
    return desk;
  };

  it('is changed over its connection, with every secret kept', async () => {
    const gateway = await startGateway();
    const desk = await openRemote(gateway);
    const { managed_by, raw, secret_targets } = await desk.documents.get();
    expect({ managed_by, secret_targets }).toEqual({ managed_by: 'remote', secret_targets: ['store', 'file'] });
    expect(raw).toContain('__MOLTBOT_OPS_KEPT__');
    const result = await change(desk, (config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: true });
    expect(parse(gateway)).toMatchObject({ logging: { level: 'debug' }, gateway: { auth: { token: gateway.token } } });
    expect(await change(desk, (config) => delete config.logging.level)).toMatchObject({ applied: true });
    expect(parse(gateway).logging.level).toBeUndefined();
  });

  it('says no itself to what it would not start with', async () => {
    const gateway = await startGateway();
    const desk = await openRemote(gateway);
    const before = read(gateway);
    const result = await change(desk, (config) => (config.gateway.bind = 'everywhere'));
    expect(result.applied).toBe(false);
    expect(read(gateway)).toBe(before);
  });

  it('is refused where somebody else was faster', async () => {
    const gateway = await startGateway();
    const desk = await openRemote(gateway);
    const request = await requestOf(desk, (config) => (config.logging.level = 'debug'));
    writeFileSync(gateway.config_path, `${read(gateway)}\n`, { mode: 0o600 });
    await expect(desk.apply.run(request, 'host')).rejects.toMatchObject({ code: 'config_conflict' });
  });
});
