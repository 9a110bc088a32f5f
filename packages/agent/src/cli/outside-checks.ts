// What can be learnt of an agent that does not run, judged by the same table as a running agent judges itself.
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { SystemCheck } from '@moltbot-ops/sdk/types';
import { isOwnHome, type Settings } from '../settings.ts';
import { type CheckFacts, decideChecks } from '../system/checks.ts';
import { readDiskFree } from '../system/machine.ts';
import { describeOwnFiles } from '../system/own-files.ts';
import { describePortHolder } from '../system/port-holder.ts';
import { databasePath } from '../system/state-directory.ts';
import { findConsole } from './console-directory.ts';
import { CliError, exitCodes } from './exit-codes.ts';

/** Whether the agent answers; `failure` is null when it does. */
export function checkAgent(settings: Settings, failure: unknown): SystemCheck {
  if (failure === null) return { check: 'agent', outcome: 'ok', message: `The agent of ${settings.home} is running.` };
  const stopped = failure instanceof CliError && failure.exit_code === exitCodes.not_running;
  return {
    check: 'agent',
    outcome: stopped ? 'warning' : 'error',
    message: stopped
      ? `No agent is running on ${settings.home}; the checks below look at it from outside.`
      : `The agent of ${settings.home} does not answer: ${failure instanceof Error ? failure.message : String(failure)}`,
    next_step: stopped ? 'Start it: moltbot-ops start (in a clone: npm start).' : 'Stop it and start it again.',
  };
}

/** The agent's own checks over the facts that files and the machine show. */
export async function checkFromOutside(settings: Settings): Promise<SystemCheck[]> {
  const facts: CheckFacts = {
    node_version: process.version,
    home: settings.home,
    ...describeOwnFiles(settings.home),
    secret_store: null,
    database: await readDatabase(settings.home),
    state_free_bytes: await readDiskFree(settings.home),
    disk_free_bytes: await readDiskFree(existsSync(settings.gateway_home) ? settings.gateway_home : '/'),
    console_built: (settings.console_directory ?? findConsole()) !== null,
    gateway: null,
  };
  const seen = await glanceAtGateway(settings);
  return decideChecks(facts).map((check) => (check.check === seen.check ? seen : check));
}

/** Which gateway is installed, by its files. Whether it runs and fares well takes an agent that watches. */
async function glanceAtGateway(settings: Settings): Promise<SystemCheck> {
  const [{ findInstall }, { createHostFiles }] = await Promise.all([
    import('../gateway/install.ts'),
    import('../adapters/gateway-files.ts'),
  ]);
  const { gateway_home, gateway_binary } = settings;
  const env = isOwnHome(gateway_home) ? process.env : { PATH: process.env.PATH };
  const { profile, binary_path, config_exists, config_path } = findInstall(
    { gateway_home, gateway_binary, env },
    createHostFiles(),
    null,
  );
  if (binary_path === null && !config_exists) {
    return {
      check: 'gateway',
      outcome: 'warning',
      message: `No gateway was found on the PATH or under ${gateway_home}.`,
      next_step:
        'Start the agent and set one up in the console under Setup, or name the home of one with MOLTBOT_OPS_GATEWAY_HOME.',
    };
  }
  const binary = binary_path ?? 'a binary that was not found';
  const config = config_exists ? config_path : 'no configuration yet';
  return {
    check: 'gateway',
    outcome: binary_path !== null && config_exists ? 'ok' : 'warning',
    message: `Found ${profile}: ${binary}, ${config}. How it fares is seen when the agent runs.`,
    ...(binary_path === null ? { next_step: 'Name the binary with MOLTBOT_OPS_GATEWAY_BINARY.' } : {}),
    ...(config_exists ? {} : { next_step: 'Start the agent and set the gateway up in the console under Setup.' }),
  };
}

/** Whether the agent could listen on its port now, and who keeps it from that. */
export async function checkPort(settings: Settings): Promise<SystemCheck> {
  const { host, port } = settings;
  if (port === 0) return { check: 'port', outcome: 'ok', message: 'Any free port will be taken.' };
  const code = await tryListen(host, port);
  if (code === null) return { check: 'port', outcome: 'ok', message: `${host}:${port} is free.` };
  const taken = code === 'EADDRINUSE';
  return {
    check: 'port',
    outcome: 'error',
    message: taken
      ? `Port ${port} is taken by ${await describePortHolder(port)}.`
      : `${host}:${port} cannot be opened (${code}).`,
    next_step: `Stop what holds it, or choose another: MOLTBOT_OPS_PORT=${port + 1 > 65_535 ? 0 : port + 1}.`,
  };
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function readDatabase(home: string): Promise<CheckFacts['database']> {
  const path = databasePath(home);
  if (!existsSync(path)) return null;
  const { refuseUnknown } = await import('../store/open.ts');
  try {
    refuseUnknown(path);
    return { outcome: 'ok', message: `${path} is whole, and this version knows its form.` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: 'error', message, damaged: /damaged|newer version/.test(message) };
  }
}
