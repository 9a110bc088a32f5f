// A machine of its own for installations in specs: an empty gateway home, stand-ins for the package managers first on the
// PATH, and what is needed to ask an agent for an installation and to wait for its end.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, OpsPreview } from '@moltbot-ops/sdk/types';
import { createStandIns, type StandIns } from '../../../simulator/src/package-managers/stand-ins.ts';
import { reservePort } from '../../../simulator/src/reserve-port.ts';
import { createRecordFile } from '../../src/adapters/supervised-record.ts';
import { supervisedRecordPath } from '../../src/system/state-directory.ts';

export interface InstallStage {
  root: string;
  /** State directory of the agent. */
  home: string;
  gateway_home: string;
  stand_ins: StandIns;
  /** PATH for the agent's process. */
  path: string;
  /** A free port for the gateway. */
  port: number;
  /** Pid of the gateway that the agent keeps alive, or null. */
  gatewayPid(): number | null;
  /** Ends the gateway and removes everything. */
  clean(): void;
}

export async function openInstallStage(): Promise<InstallStage> {
  const root = mkdtempSync(join(tmpdir(), 'install-'));
  const stand_ins = createStandIns(join(root, 'stand-ins'), { simulator_env: { MOLTBOT_SIMULATOR_BOOT_MS: '50' } });
  // A fit Node on the PATH spares each installation a copy of 120 MB.
  symlinkSync(process.execPath, join(stand_ins.bin_dir, 'node'));
  const home = mkdtempSync(join(root, 'agent-'));
  const gateway_home = mkdtempSync(join(root, 'gateway-'));
  const gatewayPid = () => createRecordFile(supervisedRecordPath(home)).read()?.pid ?? null;
  return {
    root,
    home,
    gateway_home,
    stand_ins,
    path: `${stand_ins.bin_dir}:/usr/bin:/bin`,
    port: await reservePort(),
    gatewayPid,
    clean() {
      const pid = gatewayPid();
      if (pid !== null) killGroup(pid);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Asks one agent over HTTP as a paired owner. */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; json: Record<string, unknown> }>;

/** Preview, token, installation; answers with the job's id. Throws where a blocker stands in the way. */
export async function beginInstall(ask: Ask, params: object): Promise<string> {
  const preview = (await ask('POST', '/ops/preview', { action: 'install_local', params }))
    .json as unknown as OpsPreview; // checked by the contract
  if (preview.confirmation_token === null) throw new Error(`blocked: ${JSON.stringify(preview.blockers)}`);
  const accepted = await ask('POST', '/install/local', { ...params, confirmation_token: preview.confirmation_token });
  if (accepted.status !== 202) throw new Error(`refused: ${JSON.stringify(accepted.json)}`);
  return String(accepted.json.job_id);
}

const ended = new Set(['succeeded', 'failed', 'cancelled', 'interrupted']);

/** Polls until `isSo`; the job as it then stands. */
export async function untilJob(
  ask: Ask,
  job_id: string,
  isSo: (job: Job) => boolean,
  within_ms = 90_000,
): Promise<Job> {
  const deadline = Date.now() + within_ms;
  for (;;) {
    const job = (await ask('GET', `/jobs/${job_id}`)).json as unknown as Job; // checked by the contract
    if (isSo(job)) return job;
    if (Date.now() > deadline) throw new Error(`the job did not get there: ${JSON.stringify(job)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const untilEnded = (ask: Ask, job_id: string): Promise<Job> =>
  untilJob(ask, job_id, ({ state }) => ended.has(state));
