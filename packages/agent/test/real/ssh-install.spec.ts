// A rented machine (systemd, sshd, Docker in a container of the suite) and the agent as people start it: host key, sign-in,
// native and container installation of the real gateway over SSH, watching that goes on after the agent was killed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, MoltBotStatus, OpsPreview } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';
import { type InstallStage, openInstallStage, untilJob } from '../support/install-stage.ts';
import { skipReason } from './support/parts.ts';
import { startVps, type Vps } from './support/vps.ts';

const skip = skipReason('docker', 'vps', 'gateway_image');
const version = '2026.9.6';
const long_ms = 600_000;

describe.skipIf(skip !== null)('installing on a rented machine over SSH', () => {
  let vps: Vps;
  let stage: InstallStage;
  let agent: AgentProgram;

  const start = () =>
    startAgentProgram({
      home: stage.home,
      gateway_home: stage.gateway_home,
      path: process.env.PATH ?? '',
      env: process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {},
    });
  const key = () => ({ type: 'key', private_key_pem: vps.private_key_pem });
  const body = (more: object = {}) => ({
    ...{
      host: vps.host,
      port: vps.port,
      username: vps.user,
      auth: key(),
      method: 'native',
      channel: 'stable',
      version,
    },
    ...more,
  });
  const preview = async (more: object = {}) =>
    (await agent.ask('POST', '/ops/preview', { action: 'install_ssh', params: body(more) }))
      .json as unknown as OpsPreview; // checked by the contract
  const blockers = async (more: object = {}) => (await preview(more)).blockers.map(({ code }) => code);
  const status = async () => (await agent.ask('GET', '/moltbot/status')).json as unknown as MoltBotStatus; // likewise
  const reasons = async () => ((await status()).reasons ?? []).map(({ code }) => code);

  async function install(more: object = {}): Promise<Job> {
    const shown = await preview(more);
    expect(shown.blockers).toEqual([]);
    const { confirmation_token } = shown;
    const accepted = await agent.ask('POST', '/install/ssh', { ...body(more), confirmation_token });
    expect(accepted.status).toBe(202);
    const ended = ({ finished_at }: Job) => finished_at !== null;
    return untilJob(agent.ask, String(accepted.json.job_id), ended, long_ms);
  }
  const untilWatched = () =>
    expect
      .poll(async () => ({ state: (await status()).state, connected: (await status()).gateway_connected }), {
        timeout: 120_000,
        interval: 500,
      })
      .toEqual({ state: 'running', connected: true });

  beforeAll(async () => {
    // Without it the engine within cannot begin anything in a container that runs.
    vps = await startVps({ docker: 'group', more: ['--cap-add', 'SYS_PTRACE'] });
    await vps.exec('sh', '-c', 'echo cafile=/etc/ssl/certs/ca-certificates.crt >/home/ops/.npmrc');
    stage = await openInstallStage();
    agent = await start();
  }, 300_000);
  afterAll(async () => {
    await agent?.stop();
    await vps?.stop();
    stage?.clean();
  });

  it('trusts no key that was not compared, and says why it is not let in', { timeout: long_ms }, async () => {
    const { host, port, fingerprint } = vps;
    expect(await blockers()).toEqual(['host_key_unknown']);
    expect((await agent.ask('POST', '/ssh/host-key', { host, port })).json).toMatchObject({
      fingerprint,
      trust: 'unknown',
    });
    const wrong = { host, port, fingerprint: `SHA256:${'A'.repeat(43)}` };
    expect((await agent.ask('POST', '/ssh/host-keys', wrong)).json.code).toBe('host_key_changed');
    expect((await agent.ask('POST', '/ssh/host-keys', { host, port, fingerprint })).status).toBe(200);
    expect(await blockers({ auth: { type: 'password', password: 'not this one' } })).toEqual(['ssh_sign_in_failed']);
    expect(await blockers({ username: 'nobody' })).toEqual(['ssh_sign_in_failed']);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', join(stage.root, 'locked')]);
    const private_key_pem = readFileSync(join(stage.root, 'locked'), 'utf8');
    for (const [password, code] of [
      ['close sesame', 'ssh_passphrase_wrong'],
      [null, 'ssh_passphrase_needed'],
    ])
      expect(await blockers({ auth: { type: 'key', private_key_pem, password } })).toEqual([code]);
    expect(await blockers({ auth: { type: 'password', password: vps.password } })).toEqual([]);
  });

  it('comes to a running gateway that is watched, with the agent’s own Node and npm', {
    timeout: long_ms,
  }, async () => {
    const job = await install();
    expect(job).toMatchObject({
      state: 'succeeded',
      error: null,
      result: { version, service_manager: 'systemd-user' },
    });
    await untilWatched();
    expect(await status()).toMatchObject({ version, service_manager: 'systemd-user', pid: null });
    expect(await vps.execAsOps('systemctl', '--user', 'is-active', 'openclaw-gateway.service')).toBe('active');
    const keys = await vps.execAsOps('cat', '/home/ops/.ssh/authorized_keys');
    expect(keys.split('\n').filter((line) => line.endsWith('watch@moltbot-ops'))).toHaveLength(1);
    expect(agent.output()).not.toContain(vps.password);
  });

  it('goes on watching by itself after the agent was killed, and changes nothing a second time', {
    timeout: long_ms,
  }, async () => {
    await agent.kill();
    agent = await start();
    await untilWatched();
    const job = await install();
    expect(job.state).toBe('succeeded');
    expect(job.steps.filter(({ state }) => state !== 'unchanged').map(({ step }) => step)).toEqual(['prove_watch']);
  });

  it('says that the gateway is stopped, and that the machine is no longer the one that was approved', {
    timeout: long_ms,
  }, async () => {
    await vps.execAsOps('systemctl', '--user', 'stop', 'openclaw-gateway.service');
    await expect.poll(async () => (await status()).state, { timeout: 60_000, interval: 500 }).toBe('stopped');
    await vps.exec('cp', '-a', '/etc/ssh', '/root/ssh');
    await vps.exec(
      'sh',
      '-c',
      'rm /etc/ssh/ssh_host_*; ssh-keygen -qA; systemctl restart ssh; pkill -u ops sshd || true',
    );
    await expect.poll(reasons, { timeout: 60_000, interval: 500 }).toEqual(['ssh_host_key_untrusted']);
    expect((await status()).state).toBe('unknown');
    expect(await blockers()).toEqual(['host_key_changed']);
    await vps.exec('sh', '-c', 'cp -a /root/ssh/ssh_host_* /etc/ssh/ && systemctl restart ssh');
  });

  it('comes to a running gateway in a container over there too', { timeout: long_ms }, async () => {
    const clear =
      'systemctl --user disable --now openclaw-gateway.service; rm -rf ~/.openclaw ~/.local ~/.config/systemd';
    await vps.execAsOps('sh', '-c', clear);
    const job = await install({ method: 'docker' });
    expect(job).toMatchObject({ state: 'succeeded', error: null, result: { method: 'docker' } });
    await untilWatched();
    expect(await status()).toMatchObject({ version, service_manager: 'docker', pid: null });
    const ports = await vps.execAsOps('docker', 'ps', '--format', '{{.Names}} {{.Ports}}');
    expect(ports).toMatch(/^openclaw-gateway 127\.0\.0\.1:18789->/);
  });

  it('says what a poor machine lacks, and changes nothing on it', { timeout: long_ms }, async () => {
    const poor = await startVps({ home_bytes: 100 * 1024 ** 2, linger: false });
    try {
      const { host, port, fingerprint } = poor;
      await agent.ask('POST', '/ssh/host-keys', { host, port, fingerprint });
      const there = { host, port, auth: { type: 'password', password: poor.password } };
      expect(await blockers({ ...there, method: 'docker' })).toEqual(['docker_unreachable']);
      expect(await blockers({ ...there, method: 'native' })).toContain('disk_space');
      expect(await poor.execAsOps('ls', '-A', '/home/ops')).toBe('.ssh');
    } finally {
      await poor.stop();
    }
  });
});
