// An installation on a rented machine whose agent is killed again and again: the job waits for credentials each time, goes
// on with them, runs no finished step again, and leaves one gateway and nothing half-done over there.
import { setTimeout as pass } from 'node:timers/promises';
import type { Job, OpsPreview } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';
import { type InstallStage, openInstallStage, untilJob } from '../support/install-stage.ts';
import { skipReason } from './support/parts.ts';
import { startVps, type Vps } from './support/vps.ts';

const skip = skipReason('docker', 'vps');
const version = '2026.9.6';
const kills_wanted = 20;
const seed = 20_261_122;

/** Numbers below 1, the same for the same seed. */
function createSeries(first: number): () => number {
  let state = first;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.skipIf(skip !== null)('an installation over SSH whose agent is killed', () => {
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

  beforeAll(async () => {
    vps = await startVps();
    await vps.exec('sh', '-c', 'echo cafile=/etc/ssl/certs/ca-certificates.crt >/home/ops/.npmrc');
    stage = await openInstallStage();
    agent = await start();
  }, 300_000);
  afterAll(async () => {
    await agent?.stop();
    await vps?.stop();
    stage?.clean();
  });

  it(`at ${kills_wanted} moments comes to one whole gateway, and no finished step runs again`, {
    timeout: 1_800_000,
  }, async () => {
    const { host, port, fingerprint, user: username } = vps;
    const auth = { type: 'key', private_key_pem: vps.private_key_pem };
    await agent.ask('POST', '/ssh/host-keys', { host, port, fingerprint });
    const body = { host, port, username, auth, method: 'native', channel: 'stable', version };
    const shown = await agent.ask('POST', '/ops/preview', { action: 'install_ssh', params: body });
    const { confirmation_token, blockers } = shown.json as unknown as OpsPreview; // checked by the contract
    expect(blockers).toEqual([]);
    const accepted = await agent.ask('POST', '/install/ssh', { ...body, confirmation_token });
    const job_id = String(accepted.json.job_id);

    const next = createSeries(seed);
    const finished = new Map<string, string>();
    /** What a step said when it was first seen at its end is what it says for ever. */
    const note = (job: Job): Job => {
      for (const { step, state, attempt, finished_at } of job.steps) {
        if (state !== 'done' && state !== 'unchanged') continue;
        const said = `${state} ${attempt} ${finished_at}`;
        expect(finished.get(step) ?? said, step).toBe(said);
        finished.set(step, said);
      }
      return job;
    };
    const read = async () => note((await agent.ask('GET', `/jobs/${job_id}`)).json as unknown as Job); // likewise
    const killed_in: string[] = [];
    for (let kill = 0; kill < kills_wanted; kill += 1) {
      const { steps_done, steps_total } = await read();
      const here = killed_in.filter((step) => step === killed_in.at(-1)).length;
      // Some moments within a step, then let it come to its end, so that every step is met. The last ones are short.
      const is_last = steps_total - steps_done <= 1;
      if (here % 4 !== 3 && !is_last) await pass(next() * 3_000);
      else if (!is_last) await untilJob(agent.ask, job_id, (job) => job.steps_done > steps_done, 600_000);
      await pass(next() * 150);
      const job = await read();
      if (job.finished_at !== null) break;
      killed_in.push(job.steps.find(({ state }) => state === 'running')?.step ?? 'between');
      await agent.kill();
      agent = await start();
      await untilJob(agent.ask, job_id, ({ state }) => state === 'waiting', 60_000);
      const resumed = await agent.ask('POST', `/jobs/${job_id}/resume`, { auth });
      expect(resumed.status, JSON.stringify(resumed.json)).toBe(200);
    }
    console.info(`killed in: ${killed_in.join(', ')}`);
    const job = note(await untilJob(agent.ask, job_id, ({ finished_at }) => finished_at !== null, 900_000));
    expect(job).toMatchObject({ state: 'succeeded', error: null, result: { version } });
    expect(killed_in.length).toBeGreaterThanOrEqual(10);
    await expect
      .poll(async () => (await agent.ask('GET', '/moltbot/status')).json.state, { timeout: 120_000, interval: 500 })
      .toBe('running');

    const found = (script: string) => vps.execAsOps('sh', '-c', script);
    expect(await found('find ~ -name ".moltbot-ops-*.tmp" -o -name ".openclaw-staging*"')).toBe('');
    expect(await found('pgrep -u ops -c -f "[n]pm-cli|[n]pm install" || true')).toBe('0');
    expect(await found('pgrep -u ops -c -x openclaw-gatewa || true')).toMatch(/^[12]$/); // with its broker
    expect(await found('systemctl --user is-active openclaw-gateway.service')).toBe('active');
    expect(await found('grep -c watch@moltbot-ops ~/.ssh/authorized_keys')).toBe('1');
    expect(await found('wc -l <~/.ssh/authorized_keys')).toBe('2');
    expect(agent.output()).not.toContain('PRIVATE KEY');
  });
});
