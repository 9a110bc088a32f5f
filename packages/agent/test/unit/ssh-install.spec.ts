// Installing on another machine through the whole agent: SSH is played by a fake, everything behind it is real.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../src/ports/host-executor.ts';
import { openSshStage, type SshStage } from '../support/ssh-stage.ts';

let ssh: SshStage;
beforeEach(async () => {
  ssh = await openSshStage();
});
afterEach(() => ssh.close());

const status = async () => (await ssh.ask('GET', '/moltbot/status')).json;
const codes = (of: { blockers: { code: string }[] }) => of.blockers.map(({ code }) => code);
/** Everything that the agent keeps or writes, the secret store aside. */
const written = () =>
  [
    ...readdirSync(ssh.stage.home, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('secrets'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
    ...ssh.agent().log,
  ].join('\n');

describe('an installation over SSH', () => {
  it('leads to a gateway that is watched, also after a restart, and keeps no credential', async () => {
    await ssh.approve();
    mkdirSync(join(ssh.stage.gateway_home, '.ssh'), { mode: 0o700 });
    const others = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOthersKeyOthersKeyOthersKeyOthersKeyOther me@laptop';
    // A link, as people have it who keep their settings elsewhere, and a comment that is no UTF-8.
    const kept = join(ssh.stage.gateway_home, 'kept_keys');
    writeFileSync(kept, Buffer.from(`# \xfcml\xe4ut\n${others}`, 'latin1'));
    chmodSync(kept, 0o640);
    symlinkSync(kept, join(ssh.stage.gateway_home, '.ssh/authorized_keys'));
    const preview = await ssh.preview();
    expect(preview.impact).toMatchObject({ host: 'ops@vps.example:22', release: { version: expect.any(String) } });
    expect(preview.impact.changes.map(({ target }) => target)).toContain('~/.ssh/authorized_keys');
    const job = await ssh.untilEnded(await ssh.begin());
    expect(job).toMatchObject({ state: 'succeeded', kind: 'install_ssh', host: 'ops@vps.example:22', error: null });
    const last = ['authorize_watch', 'prove_watch', 'retire_watch'];
    expect(job.steps.map(({ step }) => step).slice(-3)).toEqual(last);
    expect(JSON.stringify([job.steps, job.result])).not.toContain('[redacted:email]');

    const keys = ssh.machine.authorizedKeys();
    expect(keys).toContain(`\n${others}\n`);
    expect(lstatSync(join(ssh.stage.gateway_home, '.ssh/authorized_keys')).isSymbolicLink()).toBe(true);
    expect(readFileSync(kept, 'latin1').startsWith('# \xfcml\xe4ut\n')).toBe(true);
    expect(statSync(kept).mode & 0o777).toBe(0o640);
    expect(keys).toMatch(/^restrict,command="exec bash -c '[^"]+'" ssh-ed25519 \S+ watch@moltbot-ops$/m);
    await expect.poll(async () => (await status()).gateway_connected).toBe(true);
    expect(await status()).toMatchObject({ state: 'running', port: ssh.stage.port });
    expect(written()).not.toContain(ssh.machine.password);
    expect(written()).not.toContain('OPENSSH PRIVATE KEY');
    const config = JSON.parse(readFileSync(join(ssh.stage.gateway_home, '.openclaw/openclaw.json'), 'utf8'));
    expect(written()).not.toContain(config.gateway.auth.token);

    await ssh.restart();
    await expect.poll(async () => (await status()).gateway_connected).toBe(true);
    expect(ssh.machine.open_count()).toBe(1);

    const again = await ssh.untilEnded(await ssh.begin());
    expect(again.state).toBe('succeeded');
    expect(again.steps.filter(({ state }) => state === 'done').map(({ step }) => step)).toEqual(['prove_watch']);
    expect(ssh.machine.authorizedKeys()).toBe(keys);
  });

  it('that fails at the end leaves the machine as it was, and the former gateway watched', async () => {
    await ssh.approve();
    const openTunnel = ssh.machine.dialer.openTunnel;
    ssh.machine.dialer.openTunnel = async () => {
      throw new HostError('refused', 'no', { code: 'ssh_no_relay' });
    };
    const job = await ssh.untilEnded(await ssh.begin());
    ssh.machine.dialer.openTunnel = openTunnel;
    expect(job).toMatchObject({ state: 'failed', error: { code: 'watch_key_unusable' } });
    expect(job.remains).toEqual([expect.stringContaining('npm’s cache')]);
    expect(existsSync(join(ssh.stage.gateway_home, '.ssh'))).toBe(false);
    expect(existsSync(join(ssh.stage.gateway_home, '.openclaw'))).toBe(false);
    expect((await status()).state).toBe('not_installed');
    expect(ssh.machine.open_count()).toBe(0);
  });

  it('waits for credentials after a restart in the middle and goes on with them', async () => {
    await ssh.approve();
    const { openTunnel } = ssh.machine.dialer;
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    ssh.machine.dialer.openTunnel = async (...given) => {
      reached.resolve();
      await gate.promise;
      return openTunnel(...given);
    };
    const job_id = await ssh.begin();
    await reached.promise;
    const restarted = ssh.restart();
    gate.reject(new HostError('lost', 'gone', { code: 'ssh_lost' }));
    await restarted;
    ssh.machine.dialer.openTunnel = openTunnel;
    await expect
      .poll(async () => (await ssh.ask('GET', `/jobs/${job_id}`)).json.state, { timeout: 60_000 })
      .toBe('waiting');
    const wrong = { auth: { type: 'password', password: 'close sesame' } };
    expect((await ssh.ask('POST', `/jobs/${job_id}/resume`, wrong)).json.code).toBe('ssh_sign_in_failed');
    expect((await ssh.ask('POST', `/jobs/${job_id}/resume`, { auth: ssh.body.auth })).status).toBe(200);
    expect((await ssh.untilEnded(job_id)).state).toBe('succeeded');
  });
});

describe('the preview of an installation over SSH', () => {
  it('says why it cannot be done, and mints no token then', async () => {
    expect(codes(await ssh.preview())).toEqual(['host_key_unknown']);
    await ssh.approve();
    const wrong = await ssh.preview({ auth: { type: 'password', password: 'close sesame' } });
    expect(codes(wrong)).toEqual(['ssh_sign_in_failed']);
    expect(wrong.confirmation_token).toBeNull();
    expect(JSON.stringify(wrong)).not.toContain('sesame');
    ssh.machine.fail(new HostError('lost', 'x', { code: 'ssh_unreachable' }));
    expect(codes(await ssh.preview())).toEqual(['ssh_unreachable']);
    ssh.machine.fail(new HostError('refused', 'x', { code: 'ssh_passphrase_wrong' }));
    expect(codes(await ssh.preview())).toEqual(['ssh_passphrase_wrong']);
    ssh.machine.fail(new HostError('refused', 'x', { code: 'ssh_key_unreadable' }));
    expect(codes(await ssh.preview())).toEqual(['ssh_key_unusable']);
    ssh.machine.fail(null);
    ssh.machine.host_key = { key_type: 'ssh-ed25519', fingerprint: `SHA256:${'B'.repeat(43)}` };
    expect(codes(await ssh.preview())).toEqual(['host_key_changed']);
    expect(ssh.machine.open_count()).toBe(0);
  });

  it.each([
    { host: '-oProxyCommand=x' },
    { host: 'a@b' },
    { username: '-l' },
    { username: 'a b' },
    { version: '$(id)' },
    { version: '../1.2.3' },
    { auth: { type: 'key' } },
    { auth: { type: 'password', password: '' } },
  ])('refuses %j before anybody is asked', async (more) => {
    const params = { ...ssh.body, ...more };
    const answer = await ssh.ask('POST', '/ops/preview', { action: 'install_ssh', params });
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid_request']);
  });

  it('is needed: nothing is installed without its token, with another credential or after the key changed', async () => {
    await ssh.approve();
    expect((await ssh.ask('POST', '/install/ssh', ssh.body)).json.code).toBe('confirmation_required');
    const { confirmation_token } = await ssh.preview();
    const other = { ...ssh.body, auth: { type: 'password', password: 'another' }, confirmation_token };
    expect((await ssh.ask('POST', '/install/ssh', other)).json.code).toBe('confirmation_mismatch');
    const { confirmation_token: second } = await ssh.preview();
    ssh.machine.host_key = { key_type: 'ssh-ed25519', fingerprint: `SHA256:${'B'.repeat(43)}` };
    const late = { ...ssh.body, confirmation_token: second };
    expect((await ssh.ask('POST', '/install/ssh', late)).json.code).toBe('state_changed');
    expect((await ssh.ask('GET', '/jobs')).json.jobs).toEqual([]);
  });
});
