import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createHostFiles } from '../../src/adapters/gateway-files.ts';
import { createGatewayProbe } from '../../src/adapters/gateway-http.ts';
import { createGatewayConnector } from '../../src/adapters/gateway-ws.ts';
import { createCommandRunner } from '../../src/adapters/process-command.ts';
import { createLinuxProcessTable } from '../../src/adapters/process-linux.ts';
import { createPsProcessTable } from '../../src/adapters/process-ps.ts';
import { createMemoryBootHistory } from '../../src/gateway/boots.ts';
import { createGatewayObserver, type GatewayObserver, type GatewayObserverDeps } from '../../src/gateway/observer.ts';

export interface WatchedGateway {
  observer: GatewayObserver;
  /** Every status that was told, oldest first. */
  told: MoltBotStatus[];
  secrets: string[];
  /** The first status, told or known now, that fits; rejects with what was told when none comes in time. */
  until(fits: (status: MoltBotStatus) => boolean, within_ms?: number): Promise<MoltBotStatus>;
}

const noSecrets = () => {
  const held = new Map<string, string>();
  return {
    kind: 'file' as const,
    description: 'in memory',
    read: async (name: string) => held.get(name) ?? null,
    write: async (name: string, secret: string) => void held.set(name, secret),
    remove: async (name: string) => void held.delete(name),
  };
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export const reasonsOf = (status: MoltBotStatus): string[] => (status.reasons ?? []).map((reason) => reason.code);

export const makeHome = (): string => mkdtempSync(join(tmpdir(), 'watched-gateway-'));

/** The real observer with the real adapters on a home of its own. Close `observer` when done. */
export function watchGateway(
  home: string,
  binary: string | null,
  more: Partial<GatewayObserverDeps> = {},
): WatchedGateway {
  const clock = createSystemClock();
  const commands = createCommandRunner();
  const secrets: string[] = [];
  const told: MoltBotStatus[] = [];
  const observer = createGatewayObserver({
    settings: { gateway_home: home, gateway_binary: binary, env: { PATH: '/nowhere' } },
    clock,
    log: silent,
    secrets: noSecrets(),
    files: createHostFiles(),
    processes: process.platform === 'linux' ? createLinuxProcessTable() : createPsProcessTable(commands),
    services: { stamp: () => null, read: async () => [] },
    commands,
    connector: createGatewayConnector(clock),
    probe: createGatewayProbe(),
    boots: createMemoryBootHistory(),
    redact: (text) => secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text),
    rememberSecret: (secret) => void secrets.push(secret),
    random: () => 0.5,
    agent_version: '0.0.0-test',
    platform: process.platform,
    // The test starts the gateway; the agent's own children are another matter, and nobody here is the agent.
    own_pid: 0,
    node_directory: dirname(process.execPath),
    ...more,
  });
  observer.subscribe((status) => told.push(status));
  return {
    observer,
    told,
    secrets,
    until: (fits, within_ms = 60_000) => {
      const now = observer.status();
      if (fits(now)) return Promise.resolve(now);
      return new Promise((resolve, reject) => {
        const stop = observer.subscribe((status) => {
          if (!fits(status)) return;
          clearTimeout(deadline);
          stop();
          resolve(status);
        });
        const deadline = setTimeout(() => {
          stop();
          const seen = told.slice(-6).map((status) => `${status.state} ${reasonsOf(status).join(',')}`);
          reject(new Error(`no such status within ${within_ms} ms; last told: ${seen.join(' | ')}`));
        }, within_ms);
      });
    },
  };
}
