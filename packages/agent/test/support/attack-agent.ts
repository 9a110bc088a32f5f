// An agent to be attacked: with a console to serve, room for many requests, and a way to see whether anything changed.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractOperations } from '../../src/http/generated/routes.ts';
import type { ContractOperation } from '../../src/http/operation.ts';
import type { RateLimitOptions } from '../../src/http/station.ts';
import { samplePath } from './sample-path.ts';
import { startTestAgent, type TestAgent } from './start-agent.ts';

const roomy = { burst: 1e6, per_second: 1e6 };
export const roomyRateLimits: RateLimitOptions = {
  credential: roomy,
  stranger: roomy,
  operations: {},
  credentials_max: 500,
};

/** Paths that are no operation: the console's own files, and what does not exist. */
export const staticPaths = [
  '/',
  '/index.html',
  '/assets/app-0123.js',
  '/settings',
  '/no/such/thing',
  '/assets/../../etc/passwd',
];

export interface AttackAgent extends TestAgent {
  /** All that an attacker could have changed, refusals in the ledger aside. */
  readState(): Promise<string>;
}

export async function startAttackAgent(rate_limits: RateLimitOptions = roomyRateLimits): Promise<AttackAgent> {
  const console_directory = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(console_directory, 'assets'));
  writeFileSync(
    join(console_directory, 'index.html'),
    '<!doctype html><title>console</title><script src="/assets/app-0123.js"></script>',
  );
  writeFileSync(join(console_directory, 'assets', 'app-0123.js'), 'document.title = "loaded";');
  const agent = await startTestAgent({ rate_limits, env: { MOLTBOT_OPS_CONSOLE_DIRECTORY: console_directory } });
  return {
    ...agent,
    readState: async () => {
      const { json: devices } = await agent.request('GET', '/devices', { host_socket: true });
      const { json: audit } = await agent.request('GET', '/audit?limit=500', { host_socket: true });
      const records = audit.records as { event: string; outcome: string; subject: string | null }[];
      const changes = records.filter(({ outcome }) => outcome !== 'refused');
      const listed = (devices.devices as Record<string, unknown>[]).map(({ last_seen_at: _seen, ...device }) => device);
      return JSON.stringify({ listed, changes });
    },
    close: async () => {
      await agent.close();
      await rm(console_directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface Target {
  title: string;
  operation: ContractOperation;
  method: string;
  path: string;
}

/** Every operation of the contract, so that a new route is attacked by being a route. */
export const targets: Target[] = contractOperations.map((operation) => ({
  title: `${operation.method} ${operation.path}`,
  operation,
  method: operation.method,
  path: samplePath(operation.path),
}));

export const changingTargets = targets.filter(({ method }) => method !== 'GET');
export const guardedTargets = targets.filter(({ operation }) => operation.permission !== 'public');
