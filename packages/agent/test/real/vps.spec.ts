// The rented machine that other suites stand on: if this fails, look here first.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { part, skipReason } from './support/parts.ts';
import { startVps, type Vps } from './support/vps.ts';

const skip = skipReason('docker', 'vps');

describe.skipIf(skip !== null)('the rented machine of the suites', () => {
  let vps: Vps;
  beforeAll(async () => {
    vps = await startVps({ sudo: 'password', docker: 'group', node: true });
  });
  afterAll(() => vps?.stop());

  it('runs systemd, a user manager for ops, sshd with its own host key, and a modern Node', async () => {
    expect(await vps.exec('systemctl', 'is-system-running')).toBe('running');
    expect(await vps.execAsOps('systemctl', '--user', 'is-system-running')).toBe('running');
    expect(await vps.execAsOps('node', '--version')).toMatch(/^v2[6-9]/);
    expect(await vps.execAsOps('npm', '--version')).toMatch(/^\d+\./);
    expect(vps.port).toBeGreaterThan(0);
    expect(vps.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
  });

  it('runs containers within, for the group of ops', async () => {
    const image = part('vps').replace('/vps:', '/machine:');
    expect(await vps.execAsOps('sh', '-c', 'id -nG')).toContain('docker');
    expect(await vps.execAsOps('docker', 'run', '--rm', '--memory', '64m', image, 'echo', 'within')).toContain(
      'within',
    );
  });
});
