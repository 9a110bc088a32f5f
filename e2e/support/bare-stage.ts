// A machine without a gateway: package managers that need no network come first on the agent's PATH.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createStandIns, type StandIns } from '../../packages/simulator/src/package-managers/stand-ins.ts';
import { type AgentStage, openAgentStage } from './agent-stage.ts';

export interface BareStage extends AgentStage {
  registry: StandIns;
}

export async function openBareStage(): Promise<BareStage> {
  const registryHome = mkdtempSync(join(tmpdir(), 'e2e-registry-'));
  const registry = createStandIns(registryHome);
  const stage = await openAgentStage({ PATH: [registry.bin_dir, process.env.PATH].join(delimiter) });
  return {
    ...stage,
    registry,
    async close() {
      await stage.close();
      rmSync(registryHome, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
