import { expect, test } from 'vitest';
import { createFakeHost } from '../../test/support/fake-host.ts';
import type { ServiceSpec } from '../ports/service-control.ts';
import { createLaunchdControl } from './control-launchd.ts';

const spec: ServiceSpec = {
  systemd_unit: 'openclaw-gateway.service',
  launchd_label: 'ai.openclaw.gateway',
  description: 'OpenClaw Gateway',
  argv: ['/opt/node', '/Users/ops/a&b/openclaw', 'gateway', 'run'],
  home: '/Users/ops',
  environment: { HOME: '/Users/ops' },
  output_path: '/Users/ops/out.log',
  stop_timeout_ms: 330_000,
  restart_delay_ms: 5_000,
  fatal_exit_status: 78,
};
const plist_path = '/Users/ops/Library/LaunchAgents/ai.openclaw.gateway.plist';

function createMac() {
  const life = { loaded: false, running: false };
  const host = createFakeHost(
    ([program, word]) => {
      if (program !== '/bin/launchctl') return undefined;
      if (word === 'bootstrap') life.loaded = true;
      if (word === 'kickstart') life.running = true;
      if (word === 'bootout') life.loaded = life.running = false;
      if (word === 'print')
        return life.loaded
          ? { stdout: `  state = ${life.running ? 'running' : 'waiting'}\n  pid = 9\n` }
          : { status: 113 };
      return {};
    },
    { platform: 'darwin', home: '/Users/ops', uid: 501 },
  );
  return { host, life };
}

test('an agent is written, loaded, started, stopped and removed', async () => {
  const { host, life } = createMac();
  const control = createLaunchdControl(async () => undefined);
  expect(await control.install(host, spec)).toMatchObject({ changed: true, paths: [plist_path] });
  expect(await control.install(host, spec)).toMatchObject({ changed: false });
  expect(host.entries.get(plist_path)?.content).toContain('<string>/Users/ops/a&amp;b/openclaw</string>');
  await control.start(host, spec);
  expect(await control.read(host, spec)).toMatchObject({ installed: true, running: true, pid: 9 });
  await control.uninstall(host, spec);
  expect(life).toEqual({ loaded: false, running: false });
  expect(host.entries.has(plist_path)).toBe(false);
});

test('a property list of somebody else is not overwritten', async () => {
  const { host } = createMac();
  host.entries.set(plist_path, { kind: 'file', content: '<plist/>', mode: 0o644 });
  await expect(createLaunchdControl(async () => undefined).install(host, spec)).rejects.toMatchObject({
    code: 'service_foreign',
  });
});
