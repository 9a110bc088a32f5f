// What every step of a change works with.
import type { Evidence } from '@moltbot-ops/sdk/types';
import type { PlanStep, StepContext } from '../jobs/plan.ts';
import type { Clock } from '../ports/clock.ts';
import { applyError } from './apply-codes.ts';
import type { GatewayHand } from './apply-gateway.ts';
import type { ConfigVault, StagedConfig } from './apply-vault.ts';

/** One file that the configuration takes in and that gets another text. */
export interface IncludedWrite {
  path: string;
  /** Links followed. */
  real_path: string;
  /** Hash of its new text alone. */
  text_hash: string;
}

/** Durable: hashes, paths and names, never a value. */
export interface ApplyParams {
  config_path: string;
  /** Where the file lies, links followed; missing in records of an earlier agent. */
  real_path?: string;
  /** Files that it takes in and that change, in the order in which they are written. */
  included?: IncludedWrite[];
  state_directory: string;
  /** Names the content that the change is based on; null for the first configuration. */
  base_hash: string | null;
  /** Hash of the new text alone. */
  text_hash: string;
  new_hash: string;
  backup_id: string;
  keeps_backup: boolean;
  restarts: boolean;
  reload_is_off: boolean;
  is_running: boolean;
  /** Where the gateway is to listen from now on; null where that does not change. */
  new_port: number | null;
  /** Reached over the gateway's connection only. */
  is_remote: boolean;
  gives_up: string[];
  store_names: string[];
  env_names: string[];
}

export interface ApplyStepsDeps {
  vault: ConfigVault;
  hand: GatewayHand;
  maskProse: (text: string) => string;
  clock: Clock;
}

export type ApplyContext = StepContext<ApplyParams>;
export type ApplyStep = PlanStep<ApplyParams>;

export const saw = (label: string, value: string): Evidence => ({ label, value });

/** What is to be written, from memory the first time, from the vault after that. */
export async function stagedOf({ vault }: ApplyStepsDeps, { job_id, secrets }: ApplyContext): Promise<StagedConfig> {
  const staged = await vault.readStaged(job_id);
  if (staged !== null) return staged;
  const given = secrets.staged;
  if (given !== undefined) return JSON.parse(given) as StagedConfig; // made by whoever accepted this job
  throw applyError('apply_interrupted', 'The agent was ended before anything was changed.', {
    next_step: 'Apply the change again.',
  });
}
