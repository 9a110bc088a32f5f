// Rented machines that allow little: an installation by Docker that is taken back at its end, then one that comes to
// watch with one session a connection and without forwarding; an account without a user bus, and what mends that.
import type { Job, MoltBotStatus, OpsPreview } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';
import { type InstallStage, openInstallStage, untilJob } from '../support/install-stage.ts';
import { skipReason } from './support/parts.ts';
import { startVps, type Vps } from './support/vps.ts';

const skip = skipReason('docker', 'vps', 'gateway_image');
const version = '2026.9.6';
const long_ms = 600_000;

describe.skipIf(skip !== null)('a rented machine that allows little', () => {
  let vps: Vps;
  let stage: InstallStage;
  let agent: AgentProgram;

  const body = (more: object = {}) => ({
    ...{ host: vps.host, port: vps.port, username: vps.user, method: 'docker', channel: 'stable', version },
    auth: { type: 'password', password: vps.password },
    ...more,
  });
  const preview = async (more: object = {}) =>
    (await agent.ask('POST', '/ops/preview', { action: 'install_ssh', params: body(more) }))
      .json as unknown as OpsPreview; // checked by the contract
  const status = async () => (await agent.ask('GET', '/moltbot/status')).json as unknown as MoltBotStatus; // likewise

  async function install(): Promise<Job> {
    const { blockers, confirmation_token } = await preview();
    expect(blockers).toEqual([]);
    const accepted = await agent.ask('POST', '/install/ssh', { ...body(), confirmation_token });
    expect(accepted.status).toBe(202);
    return untilJob(agent.ask, String(accepted.json.job_id), ({ finished_at }) => finished_at !== null, long_ms);
  }
  /** As the SSH server over there is to behave from now on; comes back when it answers again. */
  const configure = async (...lines: string[]) => {
    const script = 'printf "%s\\n" "$@" >/etc/ssh/sshd_config.d/narrow.conf && systemctl restart ssh';
    await vps.exec('sh', '-c', script, 'sh', ...lines);
    const { host, port } = vps;
    const answers = async () => (await agent.ask('POST', '/ssh/host-key', { host, port })).status;
    await expect.poll(answers, { timeout: 30_000 }).toBe(200);
  };
  const approve = ({ host, port, fingerprint }: Vps) =>
    agent.ask('POST', '/ssh/host-keys', { host, port, fingerprint });
  const files = () => vps.execAsOps('sh', '-c', 'find . -mindepth 1 -not -path "./.docker*" | sort');

  beforeAll(async () => {
    // Without it the engine within cannot begin anything in a container that runs.
    vps = await startVps({ docker: 'group', more: ['--cap-add', 'SYS_PTRACE'] });
    stage = await openInstallStage();
    agent = await startAgentProgram({
      home: stage.home,
      gateway_home: stage.gateway_home,
      path: process.env.PATH ?? '',
      env: process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {},
    });
    await approve(vps);
  }, 300_000);
  afterAll(async () => {
    await agent?.stop();
    await vps?.stop();
    stage?.clean();
  });

  it('is as it was before when the key that watches is not taken at the end', { timeout: long_ms }, async () => {
    await configure('PubkeyAuthentication no');
    const [before, keys] = [await files(), await vps.execAsOps('cat', '.ssh/authorized_keys')];
    const job = await install();
    expect(job).toMatchObject({ state: 'failed', error: { code: 'watch_key_unusable' } });
    const undone = job.steps.filter(({ state }) => state === 'undone').map(({ step }) => step);
    expect(undone).toEqual(expect.arrayContaining(['authorize_watch', 'start_container', 'create_container']));
    expect(job.steps.filter(({ state }) => state === 'undo_failed')).toEqual([]);
    expect(await files()).toBe(before);
    expect(await vps.execAsOps('cat', '.ssh/authorized_keys')).toBe(keys);
    expect(await vps.execAsOps('docker', 'ps', '-aq')).toBe('');
    expect(await vps.execAsOps('docker', 'images', '-q')).toBe('');
    expect(job.remains).toEqual([]);
    expect((await status()).installed).toBe(false);
  });

  it('comes to a gateway that is watched, with one session a connection and no forwarding', {
    timeout: long_ms,
  }, async () => {
    await configure('MaxSessions 1', 'AllowTcpForwarding no', 'AllowStreamLocalForwarding no');
    const job = await install();
    expect(job).toMatchObject({ state: 'succeeded', error: null, result: { method: 'docker' } });
    await expect
      .poll(async () => ({ state: (await status()).state, connected: (await status()).gateway_connected }), {
        timeout: 120_000,
        interval: 500,
      })
      .toEqual({ state: 'running', connected: true });
  });

  it('says what an account without a user bus lacks, and is ready once that was done', {
    timeout: long_ms,
  }, async () => {
    const other = await startVps({ linger: false });
    try {
      await other.exec('systemctl', 'mask', 'user@1000.service');
      await approve(other);
      const there = { host: other.host, port: other.port, method: 'native' };
      const auth = { type: 'password', password: other.password };
      const { blockers, confirmation_token } = await preview({ ...there, auth });
      expect(confirmation_token).toBeNull();
      expect(blockers.map(({ code }) => code)).toEqual(['user_service']);
      expect(blockers[0]?.next_step).toContain('loginctl enable-linger ops');
      await other.exec('systemctl', 'unmask', 'user@1000.service');
      await other.exec('loginctl', 'enable-linger', 'ops');
      const lacks = async () => (await preview({ ...there, auth })).blockers.map(({ code }) => code);
      await expect.poll(lacks, { timeout: 60_000, interval: 1_000 }).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
