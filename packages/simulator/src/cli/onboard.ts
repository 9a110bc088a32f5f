// `onboard --non-interactive`: writes the configuration and the directories a first run leaves behind.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfigDocument, writeConfigDocument } from '../config/document.ts';
import { applyMergePatch } from '../config/merge.ts';
import { isObject } from '../config/validate.ts';
import { gatewayVersion } from '../gateway/state.ts';
import { openStateDatabase } from '../gateway/state-database.ts';
import { virtualEpochMs } from '../world/clock.ts';
import { createRandomness } from '../world/seed.ts';
import { readOption } from './arguments.ts';
import type { CommandContext } from './commands.ts';
import { complain, printJson } from './output.ts';

export function runOnboard(context: CommandContext): number {
  const { args, paths, settings } = context;
  if (!args.options.has('non-interactive') || !args.options.has('accept-risk')) {
    complain(
      'Non-interactive setup requires explicit risk acknowledgement. Re-run with --non-interactive --accept-risk.',
    );
    return 1;
  }
  const workspace = join(paths.state_dir, 'workspace');
  const random = createRandomness(settings.seed, 0);
  const port = Number(readOption(args, 'gateway-port') ?? 18_789);
  const bind = readOption(args, 'gateway-bind') ?? 'loopback';
  const token = readOption(args, 'gateway-token') ?? random.token('gateway-token', 24);
  const now_ms = settings.clock === 'virtual' ? virtualEpochMs : Date.now();
  for (const path of [
    workspace,
    join(paths.state_dir, 'agents', 'main', 'sessions'),
    join(paths.state_dir, 'migration'),
  ]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }
  const key = join(paths.state_dir, 'config-journal-fingerprint.key');
  if (!existsSync(key)) writeFileSync(key, random.bytes('journal-key', 32), { mode: 0o600 });
  openStateDatabase(paths.database_path, gatewayVersion, now_ms).close();
  const before = readConfigDocument(paths.config_path, '').parsed;
  const after = applyMergePatch(
    before,
    buildConfig({ workspace, port, bind, token, state_dir: paths.state_dir, now_ms }),
  );
  if (isObject(after)) writeConfigDocument(paths.config_path, after);
  printJson({
    ok: true,
    mode: 'local',
    workspace,
    authChoice: readOption(args, 'auth-choice') ?? 'skip',
    gateway: { port, bind, authMode: 'token', tailscaleMode: readOption(args, 'tailscale') ?? 'off' },
    installDaemon: false,
    skipSkills: args.options.has('skip-skills'),
    skipHealth: args.options.has('skip-health'),
  });
  return 0;
}

interface Facts {
  workspace: string;
  port: number;
  bind: string;
  token: string;
  state_dir: string;
  now_ms: number;
}

function buildConfig(facts: Facts): Record<string, unknown> {
  const agentDir = join(facts.state_dir, 'agents', 'main', 'agent');
  return {
    agents: {
      defaults: { workspace: facts.workspace },
      entries: { main: { name: 'main', workspace: facts.workspace, agentDir, identity: { name: 'main' } } },
    },
    meta: {
      migrations: { modelPolicyAllowlist: true, utilityModelSeparation: true },
      lastTouchedVersion: gatewayVersion,
    },
    gateway: {
      mode: 'local',
      auth: { mode: 'token', token: facts.token },
      port: facts.port,
      bind: facts.bind,
      tailscale: { mode: 'off' },
    },
    tools: { profile: 'full' },
    wizard: {
      lastRunAt: new Date(facts.now_ms).toISOString(),
      lastRunVersion: gatewayVersion,
      lastRunCommand: 'onboard',
      lastRunMode: 'local',
    },
  };
}
