import { describe, expect, test } from 'vitest';
import { createFakeHost, type FakeRun } from '../../test/support/fake-host.ts';
import type { ServiceSpec } from '../ports/service-control.ts';
import { createSystemdControl } from './control-systemd.ts';
import { quote, renderUnit } from './systemd-unit.ts';

const spec: ServiceSpec = {
  systemd_unit: 'openclaw-gateway.service',
  launchd_label: 'ai.openclaw.gateway',
  description: 'OpenClaw Gateway',
  argv: ['/opt/node', '/home/ops/with space/openclaw', 'gateway', 'run'],
  home: '/home/ops',
  environment: { HOME: '/home/ops', ODD: '100%"q"', DOLLAR: 'a$b' },
  output_path: '/home/ops/out.log',
  stop_timeout_ms: 330_000,
  restart_delay_ms: 5_000,
  fatal_exit_status: 78,
};
const unit_path = '/home/ops/.config/systemd/user/openclaw-gateway.service';

interface Manager {
  enabled: boolean;
  active: boolean;
  linger: boolean | 'refused';
}

function createHost(manager: Manager) {
  const run: FakeRun = ([program, ...args]) => {
    const words = args.filter((word) => !word.startsWith('--'));
    if (program === 'loginctl') {
      if (manager.linger === 'refused') return { status: 1, stderr: 'Access denied' };
      manager.linger = words[0] === 'enable-linger';
      return {};
    }
    if (program !== 'systemctl') return undefined;
    if (words[0] === 'is-enabled')
      return { status: manager.enabled ? 0 : 1, stdout: manager.enabled ? 'enabled' : 'disabled' };
    if (words[0] === 'enable' || words[0] === 'disable') manager.enabled = words[0] === 'enable';
    if (words[0] === 'start' || words[0] === 'stop') manager.active = words[0] === 'start';
    if (words[0] !== 'show') return {};
    const state = manager.active ? 'active' : 'inactive';
    return {
      stdout: `LoadState=loaded\nActiveState=${state}\nSubState=x\nResult=success\nMainPID=${manager.active ? 7 : 0}\nExecMainStatus=0\n`,
    };
  };
  return createFakeHost(run);
}

const fresh = (): Manager => ({ enabled: false, active: false, linger: false });
const text = (host: ReturnType<typeof createHost>) => host.entries.get(unit_path)?.content ?? '';

test('the unit carries the gateway’s own policy, and every word is quoted for systemd', () => {
  const unit = renderUnit(spec);
  for (const line of [
    'Restart=always',
    'RestartSec=5',
    'RestartPreventExitStatus=78',
    'TimeoutStopSec=330',
    'KillMode=mixed',
    'SuccessExitStatus=0 143',
    'WantedBy=default.target',
    'ExecStart=/opt/node "/home/ops/with space/openclaw" gateway run',
    'Environment="ODD=100%%\\"q\\""',
    'Environment=DOLLAR=a$b',
  ])
    expect(unit.split('\n')).toContain(line);
  expect(quote('a$b')).toBe('a$$b');
});

test('a line break in a value is refused instead of becoming a setting', () => {
  expect(() => renderUnit({ ...spec, environment: { X: 'a\nExecStartPre=/bin/evil' } })).toThrow();
});

describe('a user unit', () => {
  test('is written, enabled and made to linger; a second time nothing changes', async () => {
    const manager = fresh();
    const host = createHost(manager);
    const control = createSystemdControl();
    expect(await control.install(host, spec)).toEqual({
      paths: [unit_path],
      changed: true,
      warnings: [],
      linger_enabled: true,
    });
    expect(manager).toMatchObject({ enabled: true, linger: true, active: false });
    host.entries.set('/var/lib/systemd/linger/ops', { kind: 'file', content: '', mode: 0o644 });
    expect(await control.install(host, spec)).toMatchObject({ changed: false, linger_enabled: false });
  });

  test('that may not linger is installed with a warning that names the command', async () => {
    const made = await createSystemdControl().install(createHost({ ...fresh(), linger: 'refused' }), spec);
    expect(made.warnings[0]).toContain('loginctl enable-linger ops');
  });

  test('of somebody else is neither overwritten nor removed', async () => {
    const host = createHost(fresh());
    host.entries.set(unit_path, { kind: 'file', content: '[Service]\nExecStart=/theirs\n', mode: 0o644 });
    const control = createSystemdControl();
    await expect(control.install(host, spec)).rejects.toMatchObject({ code: 'service_foreign' });
    await control.uninstall(host, spec);
    expect(text(host)).toContain('/theirs');
  });

  test('is taken away whole, linger included where it was ours', async () => {
    const manager = fresh();
    const host = createHost(manager);
    const control = createSystemdControl();
    const made = await control.install(host, spec);
    await control.start(host, spec);
    await control.uninstall(host, spec, made);
    expect(host.entries.has(unit_path)).toBe(false);
    expect(manager).toEqual({ enabled: false, active: false, linger: false });
  });

  test('starts, is read and stops', async () => {
    const host = createHost(fresh());
    const control = createSystemdControl();
    await control.install(host, spec);
    await control.start(host, spec);
    expect(await control.read(host, spec)).toMatchObject({ installed: true, running: true, pid: 7 });
    await control.stop(host, spec);
    expect(await control.read(host, spec)).toMatchObject({ running: false, pid: null });
  });
});

test('without a user bus it says why it cannot be used', async () => {
  const host = createFakeHost(() => ({ status: 1, stderr: 'Failed to connect to bus: No medium found' }));
  host.entries.set('/run/systemd/system/x', { kind: 'file', content: '', mode: 0o644 });
  expect(await createSystemdControl().available(host)).toContain('cannot be reached');
  await expect(createSystemdControl().start(host, spec)).rejects.toMatchObject({ code: 'service_unreachable' });
});
