// What the conformance suite runs against: the simulator, or the real gateway from the cache. Both are one
// command line, one HOME and one port; nothing else in the suite knows which of the two it is.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { realPaths } from '../../../../scripts/real/install-gateway.mjs';
import { simulatorCommand } from '../../src/launch.ts';
import { reservePort } from '../../src/reserve-port.ts';

export type TargetKind = 'simulator' | 'real';

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningGateway {
  pid: number;
  output(): string;
  ended(): boolean;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  signal(name: NodeJS.Signals): void;
}

export interface Target {
  kind: TargetKind;
  home: string;
  port: number;
  token: string;
  config_path: string;
  log_path: string;
  hostname: string;
  /** Runs one command to its end. */
  run(...args: string[]): Promise<CommandResult>;
  /** Starts `gateway run` and comes back at once. */
  start(...args: string[]): RunningGateway;
  readConfig(): Record<string, unknown>;
  writeConfig(config: unknown): void;
  /**
   * Whether the last start has come to its end. The real gateway is ready before: until then it does not watch its
   * configuration yet, and a SIGTERM ends it without a word to those who are connected.
   */
  hasSettled(): boolean;
  /** Ends what still runs and removes the home. */
  close(): Promise<void>;
}

/** Slow enough that a busy machine still sees the simulator starting. */
const simulatedBootMs = 12_000;

export const gatewayToken = 'conformance-0123456789abcdef';

/** Which of the two the environment asks for. */
export function readTargetKind(): TargetKind {
  const kind = process.env['MOLTBOT_CONFORMANCE_TARGET'] ?? 'simulator';
  if (kind !== 'simulator' && kind !== 'real')
    throw new Error(`MOLTBOT_CONFORMANCE_TARGET is simulator or real, not ${kind}`);
  return kind;
}

/** A target with a home that `onboard` has set up. */
export async function createTarget(kind: TargetKind): Promise<Target> {
  const home = mkdtempSync(join(tmpdir(), `moltbot-${kind}-`));
  const port = await reservePort();
  const [node, entry] = kind === 'real' ? realCommand() : simulatorCommand();
  const env = buildEnvironment(home, node);
  const children = new Set<ChildProcess>();
  const spawnOne = (args: string[]): ChildProcess => {
    const child = spawn(node, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  const config_path = join(home, '.openclaw', 'openclaw.json');
  const log_path = join(home, 'gateway.log');
  return {
    kind,
    home,
    port,
    token: gatewayToken,
    config_path,
    log_path,
    hostname: hostname(),
    run: (...args) => collect(spawnOne(args)),
    start: (...args) => follow(spawnOne(['gateway', 'run', ...args])),
    readConfig: () => JSON.parse(readFileSync(config_path, 'utf8')) as Record<string, unknown>, // written as JSON by both
    writeConfig: (config) =>
      writeFileSync(config_path, typeof config === 'string' ? config : `${JSON.stringify(config, null, 2)}\n`),
    hasSettled: () => kind !== 'real' || endsWithStart(readFileSync(log_path, 'utf8')),
    async close() {
      const running = [...children];
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(running.map((child) => new Promise((resolve) => child.once('close', resolve))));
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Whether the last start in the real log is over: what keeps time is started by the last of its steps. */
function endsWithStart(log: string): boolean {
  return log.lastIndexOf('"message":"cron: started"') > log.lastIndexOf('"message":"starting HTTP server..."');
}

/** The `onboard` line of both: no questions, nothing installed, one token. */
export function onboardArguments(target: Target): string[] {
  const skip = ['channels', 'skills', 'hooks', 'search', 'ui', 'health'].map((name) => `--skip-${name}`);
  return [
    ...['onboard', '--non-interactive', '--accept-risk', '--mode', 'local', '--auth-choice', 'skip'],
    ...['--gateway-auth', 'token', '--gateway-token', target.token, '--gateway-bind', 'loopback'],
    ...['--gateway-port', String(target.port), '--tailscale', 'off', ...skip],
    ...['--no-install-daemon', '--suppress-gateway-token-output', '--json'],
  ];
}

function realCommand(): [string, string] {
  const { node, gateway } = realPaths();
  if (!existsSync(node) || !existsSync(gateway)) {
    throw new Error('the real gateway is not installed; run node scripts/real/install-gateway.mjs first');
  }
  return [node, gateway];
}

/** What a machine may set that changes what the gateway does or prints: a proxy would stand before loopback too. */
const foreign =
  /^(OPENCLAW_|MOLTBOT_|VITEST|NODE_OPTIONS|NODE_ENV|NO_COLOR|FORCE_COLOR|CI$|DO_NOT_TRACK|(HTTPS?|ALL|NO)_PROXY$)/i;

function buildEnvironment(home: string, node: string): NodeJS.ProcessEnv {
  const path = `${join(node, '..')}${delimiter}${process.env['PATH'] ?? ''}`;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(own),
    HOME: home,
    PATH: path,
    OPENCLAW_DISABLE_BONJOUR: '1',
    // Nobody listens there: whether there is a newer version must not depend on the network, nor be asked for by tests.
    OPENCLAW_TELEMETRY_ENDPOINT: 'http://127.0.0.1:9/',
    MOLTBOT_SIMULATOR_BOOT_MS: String(simulatedBootMs),
  };
}

function collect(child: ChildProcess): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => (stdout += String(data)));
  child.stderr?.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

function follow(child: ChildProcess): RunningGateway {
  let text = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (text += String(data)));
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    }),
  );
  return { pid: child.pid ?? 0, output: () => text, ended: () => ended, exit, signal: (name) => void child.kill(name) };
}
