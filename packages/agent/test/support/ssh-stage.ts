// What installing over SSH takes in specs: an agent, a fake machine with stand-ins for its package managers, an owner.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallSshRequest, Job, OpsPreview } from '@moltbot-ops/sdk/types';
import { createFakeMachine, type FakeMachine } from './fake-machine.ts';
import { type InstallStage, openInstallStage } from './install-stage.ts';
import { startTestAgent, type TestAgent } from './start-agent.ts';

export type SshBody = Omit<InstallSshRequest, 'confirmation_token'>;

export interface SshStage {
  stage: InstallStage;
  machine: FakeMachine;
  body: SshBody;
  agent(): TestAgent;
  ask(method: string, path: string, body?: unknown): ReturnType<TestAgent['request']>;
  approve(): Promise<void>;
  preview(body?: object): Promise<OpsPreview>;
  /** Preview and installation; answers with the job's id. */
  begin(more?: object): Promise<string>;
  untilEnded(job_id: string): Promise<Job>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openSshStage(): Promise<SshStage> {
  const stage = await openInstallStage();
  const usual_path = process.env.PATH;
  process.env.PATH = stage.path;
  const own_home = mkdtempSync(join(stage.root, 'own-'));
  const machine = createFakeMachine({ home: stage.gateway_home, path: stage.path, port: stage.port });
  const start = () =>
    startTestAgent({ home: stage.home, gateway_home: own_home, keep_home: true, dialer: machine.dialer });
  let agent = await start();
  const owner = await agent.pair('owner', 'laptop');
  const target = { host: 'vps.example', port: 22 };
  const body: SshBody = {
    ...target,
    username: 'ops',
    auth: { type: 'password', password: machine.password },
    method: 'native',
    channel: 'stable',
    gateway_port: stage.port,
  };
  const ask: SshStage['ask'] = (method, path, sent) =>
    agent.request(method, path, { token: owner.access_token, ...(sent === undefined ? {} : { body: sent }) });
  const preview = async (more: object = {}) => {
    const params = { ...body, ...more };
    return (await ask('POST', '/ops/preview', { action: 'install_ssh', params })).json as unknown as OpsPreview; // checked by the contract
  };
  return {
    ...{ stage, machine, body, ask, preview },
    agent: () => agent,
    approve: async () =>
      void (await ask('POST', '/ssh/host-keys', { ...target, fingerprint: machine.host_key.fingerprint })),
    async begin(more = {}) {
      const { confirmation_token, blockers } = await preview(more);
      if (confirmation_token === null) throw new Error(`blocked: ${JSON.stringify(blockers)}`);
      const accepted = await ask('POST', '/install/ssh', { ...body, ...more, confirmation_token });
      if (accepted.status !== 202) throw new Error(`refused: ${accepted.text}`);
      return String(accepted.json.job_id);
    },
    async untilEnded(job_id) {
      for (const deadline = Date.now() + 90_000; Date.now() < deadline; ) {
        const job = (await ask('GET', `/jobs/${job_id}`)).json as unknown as Job; // checked by the contract
        if (job.finished_at !== null) return job;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${job_id} did not end`);
    },
    async restart() {
      await agent.close();
      agent = await start();
    },
    async close() {
      process.env.PATH = usual_path;
      await agent.close();
      stage.clean();
    },
  };
}
