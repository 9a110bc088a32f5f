// What installations over SSH leave behind when they are broken off or followed by another one: no secret here, and over
// there nothing that is not named.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../src/ports/host-executor.ts';
import { openSshStage, type SshStage } from '../support/ssh-stage.ts';

let ssh: SshStage;
beforeEach(async () => {
  ssh = await openSshStage();
  await ssh.approve();
});
afterEach(() => ssh.close());

const secrets = () => readdirSync(join(ssh.stage.home, 'secrets'));
const aside = () => secrets().filter((name) => /_next_|candidates/.test(name));
const watchLines = () =>
  ssh.machine
    .authorizedKeys()
    .split('\n')
    .filter((line) => line.endsWith('watch@moltbot-ops'));
const fingerprintOf = (line = '') =>
  createHash('sha256')
    .update(Buffer.from(line.split(' ').at(-2) ?? '', 'base64'))
    .digest('base64')
    .replace(/=+$/, '');
const keysPath = () => join(ssh.stage.gateway_home, '.ssh/authorized_keys');
const evidenceOf = (job: Awaited<ReturnType<SshStage['untilEnded']>>, step: string) =>
  job.steps
    .find((one) => one.step === step)
    ?.evidence.map(({ value }) => value)
    .join(' ') ?? '';
const report = async () => JSON.stringify((await ssh.ask('GET', '/setup/report')).json);

/** A job whose agent ended while it proved the watching; it waits for credentials. */
async function breakOff(): Promise<string> {
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
  const state = async () => (await ssh.ask('GET', `/jobs/${job_id}`)).json.state;
  await expect.poll(state).toBe('waiting');
  return job_id;
}

describe('an installation over SSH that was broken off', () => {
  it('keeps its secrets while it waits, and leaves none once it is closed; the next one takes its line back', async () => {
    const job_id = await breakOff();
    expect(aside()).toContain(`ssh_watch_next_${job_id}`);
    expect(watchLines()).toHaveLength(1);
    const [stale] = watchLines();
    await ssh.ask('POST', `/jobs/${job_id}/cancel`);
    expect((await ssh.untilEnded(job_id)).state).toBe('interrupted');
    await expect.poll(aside).toEqual([]);

    const job = await ssh.untilEnded(await ssh.begin());
    expect(job.state).toBe('succeeded');
    expect(evidenceOf(job, 'retire_watch')).toContain('1 former line');
    expect(watchLines()).toHaveLength(1);
    expect(watchLines()).not.toContain(stale);
    await expect.poll(aside).toEqual([]);
  });

  it('leaves no secret where its agent ended before it could drop them', async () => {
    const kept = { key: { private_key: 'x', public_key: 'ssh-ed25519 AAAA watch@moltbot-ops' }, token: 'sesame' };
    for (const [name, value] of [
      ['ssh_watch_candidates', 'job_gone'],
      ['ssh_watch_next_job_gone', JSON.stringify(kept)],
      ['ssh_device_next_job_gone', '{}'],
    ] as const)
      writeFileSync(join(ssh.stage.home, 'secrets', name), value, { mode: 0o600 });
    await ssh.restart();
    await expect.poll(aside).toEqual([]);
  });
});

describe('an agent that moves on to another gateway', () => {
  it('says where its former line stays, and takes it back with the next installation there', async () => {
    const { revision } = (await ssh.ask('GET', '/setup')).json;
    await ssh.ask('PUT', '/setup', { revision, choice: { place: 'ssh', method: 'native' } });
    expect((await ssh.untilEnded(await ssh.begin())).state).toBe('succeeded');
    const [first] = watchLines();
    // Another machine: another name, and nothing of the former one in its file.
    const other = { host: 'other.example' };
    renameSync(keysPath(), `${keysPath()}.first`);
    await ssh.ask('POST', '/ssh/host-keys', { ...other, port: 22, fingerprint: ssh.machine.host_key.fingerprint });
    const fingerprint = fingerprintOf(first);
    const said = 'On vps.example:22 (account ops) one line stays in ~/.ssh/authorized_keys';
    expect((await ssh.preview(other)).impact.interrupts).toContain(said);
    const local = { action: 'install_local', params: { method: 'npm', port: ssh.stage.port } };
    expect(JSON.stringify((await ssh.ask('POST', '/ops/preview', local)).json)).toContain(fingerprint);
    const moved = await ssh.untilEnded(await ssh.begin(other));
    expect(moved.state).toBe('succeeded');
    for (const text of [evidenceOf(moved, 'retire_watch'), await report()]) {
      expect(text).toContain(said);
      expect(text).toContain(fingerprint);
    }

    writeFileSync(keysPath(), readFileSync(`${keysPath()}.first`), { flag: 'a' });
    expect(watchLines()).toContain(first);
    const back = await ssh.untilEnded(await ssh.begin());
    expect(back.state).toBe('succeeded');
    expect(watchLines()).toHaveLength(1);
    expect(watchLines()).not.toContain(first);
    expect(await report()).not.toContain(fingerprint);
  });

  it('gets the line that watches back when the installation that replaces it fails after all', async () => {
    expect((await ssh.untilEnded(await ssh.begin())).state).toBe('succeeded');
    const before = ssh.machine.authorizedKeys();
    // The same machine by another name, so that its line is found and taken back; then the secrets cannot be kept.
    const alias = { host: 'alias.example' };
    await ssh.ask('POST', '/ssh/host-keys', { ...alias, port: 22, fingerprint: ssh.machine.host_key.fingerprint });
    const token = join(ssh.stage.home, 'secrets/ssh_gateway_token');
    renameSync(token, `${token}.kept`);
    mkdirSync(token);
    const job = await ssh.untilEnded(await ssh.begin(alias));
    expect(job).toMatchObject({ state: 'failed', remains: [] });
    expect(ssh.machine.authorizedKeys()).toBe(before);
    rmSync(token, { recursive: true });
    renameSync(`${token}.kept`, token);
    await expect.poll(aside).toEqual([]);

    const again = await ssh.untilEnded(await ssh.begin(alias));
    expect(again.state).toBe('succeeded');
    expect(watchLines()).toHaveLength(1);
    expect(ssh.machine.authorizedKeys()).not.toBe(before);
  });
});
