import { describe, expect, it } from 'vitest';
import type { ProcessEntry } from '../ports/process-table.ts';
import { instanceOf, matchProcess, mayBecomeGateway } from './process-match.ts';
import { runtimeProfiles } from './profiles.ts';

const [openclaw, moltbot] = runtimeProfiles as [(typeof runtimeProfiles)[0], (typeof runtimeProfiles)[0]]; // the table has three rows
const entry = (...argv: string[]): ProcessEntry => ({
  pid: 1,
  ppid: 0,
  argv,
  env: null,
  uid: null,
  contained: false,
  started_at_ms: 0,
  start_key: '1',
});
const dist = '/opt/lib/node_modules/openclaw/dist';

describe('matchProcess', () => {
  it.each([
    ['gateway', ['node', '/opt/bin/openclaw', 'gateway', 'run']],
    ['gateway', ['node', '/opt/bin/openclaw', 'gateway']],
    ['gateway', ['/usr/bin/node', '--max-old-space-size=4096', `${dist}/index.js`, 'gateway', '--port', '18789']],
    ['gateway', ['node', '/opt/bin/openclaw', '--profile', 'rescue', 'gateway', 'run', '--token', 'gateway']],
    ['gateway', ['/usr/local/bin/openclaw', 'gateway', 'run', '--verbose']],
    ['gateway', ['bun', `${dist}/entry.mjs`, 'gateway']],
    ['gateway', ['openclaw-gateway']],
    ['gateway', ['openclaw-gateway     ']],
    ['bare', ['openclaw']],
    ['command', ['node', '/opt/bin/openclaw', 'gateway', 'status']],
    ['command', ['node', '/opt/bin/openclaw', 'gateway', 'call', 'health']],
    ['command', ['node', '/opt/bin/openclaw', 'status', '--json']],
    [null, ['bash', '-c', 'openclaw gateway run']],
    [null, ['timeout', '60', 'openclaw', 'gateway', 'run']],
    [null, ['vim', '/opt/bin/openclaw', 'gateway']],
    [null, ['node', `${dist}/process/spawn-broker/worker.js`]],
    [null, ['node', '-e', 'openclaw', 'gateway']],
    [null, ['grep', 'openclaw-gateway']],
    [null, ['node', 'server.js', 'openclaw', 'gateway']],
  ])('says %s of %j', (role, argv) => {
    expect(matchProcess(entry(...argv), openclaw)).toBe(role);
  });

  it('tells runtimes apart by their own names', () => {
    expect(matchProcess(entry('node', '/bin/moltbot', 'gateway'), moltbot)).toBe('gateway');
    expect(matchProcess(entry('node', '/bin/moltbot', 'gateway'), openclaw)).toBeNull();
  });

  it('reads the instance that a command line names', () => {
    expect(instanceOf(entry('node', 'openclaw', '--profile', 'rescue', 'gateway'))).toBe('rescue');
    expect(instanceOf(entry('node', 'openclaw', '--profile=ops', 'gateway'))).toBe('ops');
    expect(instanceOf(entry('node', 'openclaw', '--dev', 'gateway'))).toBe('dev');
    expect(instanceOf(entry('node', 'openclaw', 'gateway'))).toBeNull();
  });

  it('keeps an eye on launchers only', () => {
    expect(mayBecomeGateway(entry('/bin/sh', '/opt/bin/openclaw'))).toBe(true);
    expect(['sshd', 'node'].map((name) => mayBecomeGateway(entry(name)))).toEqual([false, true]);
    expect(mayBecomeGateway(entry('node', '/srv/server.js'))).toBe(false);
  });
});
