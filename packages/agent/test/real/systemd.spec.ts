// A user's systemd on a rented machine, over SSH: what our unit makes of a program that is killed, that refuses its
// configuration, that is stopped and taken away. A shell script stands in for the gateway; systemd is the real one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemdControl } from '../../src/adapters/control-systemd.ts';
import { createSsh2Dialer } from '../../src/adapters/host-ssh.ts';
import { createSystemdServices } from '../../src/adapters/service-systemd.ts';
import type { CommandRunner } from '../../src/ports/command-runner.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';
import type { HostFiles } from '../../src/ports/host-files.ts';
import type { ServiceSpec } from '../../src/ports/service-control.ts';
import type { ServiceFacts } from '../../src/ports/service-manager.ts';
import { skipReason } from './support/parts.ts';
import { startVps, type Vps } from './support/vps.ts';

const skip = skipReason('docker', 'vps');
const home = '/home/ops';
const unit = 'openclaw-gateway.service';
const unit_path = `${home}/.config/systemd/user/${unit}`;
/** USR1 has it end as a gateway that refuses its configuration. */
const program = [
  '#!/bin/sh',
  'trap "exit 78" USR1',
  'trap "exit 0" TERM',
  'echo "began with $1 $2 in $PWD"',
  'while :; do sleep 0.1; done',
  '',
].join('\n');

describe.skipIf(skip !== null)('a user’s systemd on a rented machine', () => {
  const control = createSystemdControl();
  const spec: ServiceSpec = {
    systemd_unit: unit,
    launchd_label: 'unused',
    description: 'Stand-in',
    argv: [`${home}/stand in.sh`, 'a$b', '100%'],
    home,
    environment: { GREETING: '100% $HOME "quoted"' },
    output_path: '/dev/null',
    stop_timeout_ms: 5_000,
    restart_delay_ms: 1_000,
    fatal_exit_status: 78,
  };
  let vps: Vps;
  let host: HostExecutor;

  /** What the observer reads, by the same adapter; its files are those of the machine over there. */
  async function observe(): Promise<ServiceFacts | undefined> {
    const texts = new Map<string, string>([['/run/systemd/system', '']]);
    if ((await host.stat(unit_path)) !== null) texts.set(unit_path, String(await host.readFile(unit_path, 65_536)));
    const files: Pick<HostFiles, 'stamp' | 'read'> = {
      stamp: (path) => (texts.has(path) ? path : null),
      read: (path) => ({ ok: true, text: texts.get(path) ?? '', stamp: path }),
    };
    const runner: CommandRunner = {
      run: ([name = '', ...args], { env, timeout_ms }) => host.run([name, ...args], { env, timeout_ms }),
    };
    const services = createSystemdServices({ runner, files: files as HostFiles, env: {}, uid: 1000 }); // it asks for no more
    return (await services.read({ home, systemd_unit: unit, launchd_label: '', images: [] }))[0];
  }
  const until = (facts: Partial<ServiceFacts>) =>
    expect.poll(observe, { timeout: 60_000, interval: 200 }).toMatchObject(facts);
  const mainPid = async () => String((await observe())?.main_pid);

  beforeAll(async () => {
    vps = await startVps();
    const pin = { key_type: 'ssh-ed25519', fingerprint: vps.fingerprint };
    const credential = { type: 'key', private_key: vps.private_key_pem, passphrase: null } as const;
    host = await createSsh2Dialer().open({ host: vps.host, port: vps.port, username: vps.user }, credential, pin);
    await host.writeFile(spec.argv[0], program, { mode: 0o755 });
  });
  afterAll(async () => {
    await host?.close();
    await vps?.stop();
  });

  it('overwrites no unit that somebody else wrote, and removes none', async () => {
    const foreign = '[Service]\nExecStart=/bin/true\n';
    await host.makeDirectory(unit_path.slice(0, unit_path.lastIndexOf('/')), { mode: 0o755 });
    await host.writeFile(unit_path, foreign, { mode: 0o644 });
    await expect(control.install(host, spec)).rejects.toMatchObject({ code: 'service_foreign' });
    await control.uninstall(host, spec);
    expect(String(await host.readFile(unit_path, 1_000))).toBe(foreign);
    await host.remove(unit_path);
  });

  it('installs a unit that starts at boot, starts nothing by that, and finds nothing to do the second time', async () => {
    expect(await control.available(host)).toBeNull();
    expect(await control.matches(host, spec)).toBe(false);
    const made = await control.install(host, spec);
    expect(made).toEqual({ paths: [unit_path], changed: true, warnings: [], linger_enabled: false });
    expect(await control.read(host, spec)).toMatchObject({ installed: true, running: false });
    expect(await vps.execAsOps('systemctl', '--user', 'is-enabled', unit)).toBe('enabled');
    expect(await vps.execAsOps('systemd-analyze', '--user', 'verify', unit_path)).toBe('');
    expect(await control.install(host, spec)).toMatchObject({ changed: false });
    expect(await control.matches(host, spec)).toBe(true);
  });

  it('starts it with every word as it was given', async () => {
    await control.start(host, spec);
    await until({ manager: 'systemd-user', active_state: 'active', restarts: 0, entry_path: spec.argv[0] });
    expect(await control.read(host, spec)).toMatchObject({ running: true, state: 'active', exit_status: null });
    const pid = await mainPid();
    const environment = await vps.exec('cat', `/proc/${pid}/environ`);
    expect(environment.split('\0')).toContain(`GREETING=${spec.environment.GREETING}`);
    const words = await vps.exec('cat', `/proc/${pid}/cmdline`);
    expect(words.split('\0').slice(-4)).toEqual([...spec.argv, '']);
    const lastOutput = () => control.lastOutput(host, spec);
    await expect.poll(lastOutput, { timeout: 60_000 }).toContain(`began with a$b 100% in ${home}`);
  });

  it('has it started again after it was killed, and counts that', async () => {
    const former = await mainPid();
    await vps.exec('kill', '-9', former);
    await until({ active_state: 'active', restarts: 1 });
    expect(await mainPid()).not.toBe(former);
  });

  it('leaves it down after it refused its configuration, says so, and starts it when it is told to', async () => {
    await vps.exec('kill', '-USR1', await mainPid());
    await until({ active_state: 'failed', result: 'exit-code', exit_status: 78, main_pid: null });
    const restarts = (await observe())?.restarts;
    expect(await control.read(host, spec)).toMatchObject({
      running: false,
      state: 'failed (exit-code)',
      exit_status: 78,
    });
    // Three times the wait before a restart that must not come, by the machine's own clock.
    await vps.exec('sleep', '3');
    expect(await observe()).toMatchObject({ active_state: 'failed', main_pid: null, restarts });
    await control.start(host, spec);
    await until({ active_state: 'active', result: 'success', restarts: 0 });
  });

  it('stops it for as long as nobody starts it, and restarts it into a new process', async () => {
    const former = await mainPid();
    await control.restart(host, spec);
    await until({ active_state: 'active' });
    expect(await mainPid()).not.toBe(former);
    await control.stop(host, spec);
    await control.stop(host, spec);
    expect(await control.read(host, spec)).toMatchObject({ installed: true, running: false, state: 'inactive' });
    expect(await observe()).toMatchObject({ active_state: 'inactive', result: 'success', main_pid: null });
  });

  it('says that it ends with the session where the account may not have its services linger', async () => {
    await vps.exec('loginctl', 'disable-linger', 'ops');
    const made = await control.install(host, spec);
    expect(made).toMatchObject({ changed: false, linger_enabled: false });
    expect(made.warnings.join()).toContain('loginctl enable-linger ops');
  });

  it('takes away all that it wrote, running or not', async () => {
    await control.start(host, spec);
    await control.uninstall(host, spec);
    await control.uninstall(host, spec);
    expect(await control.read(host, spec)).toMatchObject({ installed: false, running: false, pid: null });
    expect(await observe()).toBeUndefined();
    expect(await vps.execAsOps('find', `${home}/.config`, '-not', '-type', 'd')).toBe('');
    expect(await vps.execAsOps('systemctl', '--user', 'list-units', '--failed', '--plain', '--no-legend')).toBe('');
    expect(await vps.execAsOps('systemctl', '--user', 'is-system-running')).toBe('running');
  });
});
