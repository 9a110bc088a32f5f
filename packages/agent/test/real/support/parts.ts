// What `scripts/real-parts.sh up DIR` has ready for the suites, as told by DIR/env: an engine, a registry that stands in
// for the public one, the gateway's image, a rented machine (vps.ts). A suite asks `skipReason` first and prints it:
//
//   const skip = skipReason('docker', 'gateway_image');
//   then `describe.skipIf(skip !== null)` around everything.
//
// By hand: scripts/real-parts.sh up DIR; set -a; . DIR/env; MOLTBOT_REAL=1 npx vitest run --project real FILE; then down.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const variables = {
  docker: 'MOLTBOT_REAL_DOCKER_HOST',
  registry: 'MOLTBOT_REAL_REGISTRY',
  gateway_image: 'MOLTBOT_REAL_GATEWAY_IMAGE',
  vps: 'MOLTBOT_REAL_VPS_IMAGE',
} as const;

export type Part = keyof typeof variables;

/** Why these parts cannot be had here, printed once; null when they are there. */
export function skipReason(...parts: Part[]): string | null {
  const missing = parts.filter((name) => !process.env[variables[name]]);
  const reason =
    process.env.MOLTBOT_REAL !== '1'
      ? 'set MOLTBOT_REAL=1, or run `npm run test:real`'
      : missing.length > 0
        ? `scripts/real-parts.sh could not get: ${missing.join(', ')}`
        : null;
  if (reason !== null) console.warn(`Skipping a real part: ${reason}.`);
  return reason;
}

/** Value of a part that `skipReason` found. */
export function part(name: Part): string {
  const value = process.env[variables[name]];
  if (!value) throw new Error(`${variables[name]} is not set: run scripts/real-parts.sh`);
  return value;
}

/** `unix:///…` of the engine that belongs to the suite. */
export const dockerHost = (): string => part('docker');

/** Path of that engine's socket. */
export const dockerSocketPath = (): string => dockerHost().replace('unix://', '');

/** The `docker` command on the suite's engine; rejects with its error output. Answers its standard output, trimmed. */
export async function docker(...argv: string[]): Promise<string> {
  const { stdout } = await run('docker', argv, {
    env: { ...process.env, DOCKER_HOST: dockerHost() },
    maxBuffer: 32 * 1024 * 1024,
  });
  return stdout.trim();
}
