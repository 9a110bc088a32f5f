// Starts a simulator for a test or a demonstration: writes a configuration into the given home, spawns the
// process, waits until it answers, and hands out what is needed to talk to it, change it and end it.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findModernNode } from '../../../scripts/lib/modern-node.mjs';
import type { SimulatorControl } from './control-client.ts';
import { createControlClient } from './control-client.ts';
import { reservePort } from './reserve-port.ts';
import { rememberScenario } from './scenarios/memory.ts';
import type { ScenarioName } from './scenarios/names.ts';

export interface LaunchOptions {
  /** The HOME the gateway lives under; its state goes to `.openclaw` in it. */
  home: string;
  /** A free port is taken when none is given. */
  port?: number;
  /** The shared gateway token; a random one when none is given and no configuration exists yet. */
  token?: string;
  scenario?: ScenarioName;
  seed?: string;
  clock?: 'real' | 'virtual';
  /** Milliseconds from start to ready (default 300). */
  boot_ms?: number;
  /** Merged into the configuration that is written. Ignored when the home has one already. */
  config?: Record<string, unknown>;
  /** False: come back as soon as the process runs. Default: wait until it is ready or has exited. */
  wait?: boolean;
  /** Starts it again 200 ms after an exit, unless it exited with 0 or 78: what a service manager does. */
  supervise?: boolean;
}

export interface Simulator {
  pid: number;
  port: number;
  token: string;
  home: string;
  config_path: string;
  log_path: string;
  /** Directory with an `openclaw` command that is this simulator; put it first on a PATH. */
  bin_dir: string;
  control: SimulatorControl;
  /** Exit code and signal, once it has ended (with `supervise`: the last end). */
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Everything it printed so far. */
  output(): string;
  /** SIGTERM and wait; SIGKILL after ten seconds. */
  stop(): Promise<void>;
  /** SIGKILL and wait. */
  kill(): Promise<void>;
  /** Starts a new process in the same home on the same port; without a scenario the present one goes on. */
  restart(scenario?: ScenarioName): Promise<Simulator>;
}

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '..');
const entry = join(packageRoot, 'src', 'main.ts');
const readyTimeoutMs = 90_000;
const superviseDelayMs = 200;

/** The command that runs the simulator: a modern Node and the entry file. */
export function simulatorCommand(): [string, string] {
  const node = findModernNode(join(packageRoot, '..', '..'));
  if (!node) throw new Error('the simulator needs Node >= 24.16 of 24 or >= 26.1; run npm install');
  return [node, entry];
}

/** Starts one simulator. Rejects when it is not ready in 90 s. */
export async function launchSimulator(options: LaunchOptions): Promise<Simulator> {
  const port = options.port ?? (await reservePort());
  const token = options.token ?? randomBytes(24).toString('hex');
  const state_dir = join(options.home, '.openclaw');
  const config_path = join(state_dir, 'openclaw.json');
  const log_path = join(options.home, 'logs', 'openclaw.log');
  if (!existsSync(config_path))
    writeConfig(config_path, { port, token, log_path, home: options.home, extra: options.config });
  const control_path = join(options.home, 'simulator.sock');
  const bin_dir = writeShim(options.home);
  const control = createControlClient(control_path);
  const life = run(options, { port, control_path });
  if (options.wait !== false) await waitUntilSettled(options, control, life);
  return {
    get pid() {
      return life.child.pid ?? 0;
    },
    port,
    token,
    home: options.home,
    config_path,
    log_path,
    bin_dir,
    control,
    exit: life.exit,
    output: () => life.output.join(''),
    stop: () => end(life, 'SIGTERM'),
    kill: () => end(life, 'SIGKILL'),
    restart: (scenario) => relaunch({ ...options, port, token }, state_dir, scenario),
  };
}

function relaunch(options: LaunchOptions, state_dir: string, scenario: ScenarioName | undefined): Promise<Simulator> {
  if (scenario) rememberScenario(state_dir, 'healthy');
  return launchSimulator({ ...options, wait: true, ...(scenario ? { scenario } : {}) });
}

interface Life {
  child: ChildProcess;
  output: string[];
  ended: boolean;
  leave: boolean;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

function run(options: LaunchOptions, at: { port: number; control_path: string }): Life {
  const output: string[] = [];
  const spawnOnce = (): ChildProcess => {
    const [node, file] = simulatorCommand();
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      HOME: options.home,
      ...simulatorEnvironment(options, at.control_path),
    };
    for (const name of ['OPENCLAW_HOME', 'OPENCLAW_STATE_DIR', 'OPENCLAW_CONFIG_PATH', 'OPENCLAW_GATEWAY_TOKEN'])
      delete env[name];
    const child = spawn(node, [file, 'gateway', 'run', '--port', String(at.port)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => output.push(String(data)));
    return child;
  };
  const life: Life = {
    child: spawnOnce(),
    output,
    ended: false,
    leave: false,
    exit: Promise.resolve({ code: null, signal: null }),
  };
  life.exit = new Promise((resolve) => {
    const watch = (): void => {
      life.child.once('exit', (code, signal) => {
        if (!options.supervise || life.leave || code === 0 || code === 78) {
          life.ended = true;
          resolve({ code, signal });
          return;
        }
        setTimeout(() => {
          if (life.leave) return;
          life.child = spawnOnce();
          watch();
        }, superviseDelayMs);
      });
    };
    watch();
  });
  return life;
}

function simulatorEnvironment(options: LaunchOptions, control_path: string): Record<string, string> {
  return {
    MOLTBOT_SIMULATOR_CONTROL: control_path,
    MOLTBOT_SIMULATOR_SCENARIO: options.scenario ?? 'healthy',
    MOLTBOT_SIMULATOR_CLOCK: options.clock ?? 'real',
    ...(options.seed ? { MOLTBOT_SIMULATOR_SEED: options.seed } : {}),
    ...(options.boot_ms === undefined ? {} : { MOLTBOT_SIMULATOR_BOOT_MS: String(options.boot_ms) }),
  };
}

async function waitUntilSettled(options: LaunchOptions, control: SimulatorControl, life: Life): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (!life.ended && Date.now() < deadline) {
    const status = await control.status().catch(() => null);
    if (status?.phase === 'ready' && (await isAnswering(status.port, options.scenario))) return;
    if (status && options.clock === 'virtual') await control.advance(options.boot_ms ?? 300);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (!life.ended) throw new Error(`the simulator was not ready in ${readyTimeoutMs} ms:\n${life.output.join('')}`);
}

/** The port opens a moment after the phase says so. */
async function isAnswering(port: number, scenario: ScenarioName | undefined): Promise<boolean> {
  if (scenario === 'gateway_disconnected') return true;
  const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  await response?.arrayBuffer();
  return response !== null;
}

async function end(life: Life, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  life.leave = true;
  if (life.child.exitCode !== null || life.child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => life.child.once('exit', () => resolve()));
  life.child.kill(signal);
  const timer = setTimeout(() => life.child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

interface ConfigFacts {
  port: number;
  token: string;
  log_path: string;
  home: string;
  extra: Record<string, unknown> | undefined;
}

function writeConfig(path: string, facts: ConfigFacts): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const config = {
    agents: { defaults: { workspace: join(facts.home, '.openclaw', 'workspace') } },
    gateway: { mode: 'local', auth: { mode: 'token', token: facts.token }, port: facts.port, bind: 'loopback' },
    logging: { file: facts.log_path },
    ...facts.extra,
  };
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}

/** An `openclaw` command that is the simulator, for whoever looks for the binary on a PATH. */
function writeShim(home: string): string {
  const bin_dir = join(home, 'bin');
  mkdirSync(bin_dir, { recursive: true });
  const [node, file] = simulatorCommand();
  const shim = join(bin_dir, 'openclaw');
  writeFileSync(shim, `#!/bin/sh\nexec '${node}' '${file}' "$@"\n`);
  chmodSync(shim, 0o755);
  return bin_dir;
}
