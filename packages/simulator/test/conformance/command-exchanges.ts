// The command line, the process and its files, and how a gateway restarts, stops or refuses to start.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Facts } from '../support/normalise.ts';
import { normalise, normaliseText, shapeOf } from '../support/normalise.ts';
import { pollUntil } from '../support/poll.ts';
import type { CommandResult, RunningGateway, Target } from '../support/target.ts';
import { onboardArguments } from '../support/target.ts';
import { connect } from './handshake-exchanges.ts';
import { waitUntilSafe } from './method-exchanges.ts';
import { ask, refuseEnded, startTimeoutMs, waitUntilReady } from './probe-exchanges.ts';
import type { Recording } from './recordings.ts';

export async function recordOnboard(target: Target, facts: Facts): Promise<Recording> {
  const result = await target.run(...onboardArguments(target));
  const mode = (path: string): string => (statSync(join(target.home, '.openclaw', path)).mode & 0o777).toString(8);
  return {
    'onboard answers in JSON': { code: result.code, answer: normalise(JSON.parse(result.stdout), facts) },
    'onboard writes a configuration': normalise(pickConfig(target.readConfig()), facts),
    'nobody else can read what onboard wrote': {
      dir: mode('.'),
      config: mode('openclaw.json'),
      database: mode('state/openclaw.sqlite'),
    },
    'the state database says its schema': readSchema(target),
  };
}

/** The parts of a fresh configuration that matter; the rest is the wizard's own business. */
function pickConfig(config: Record<string, unknown>): unknown {
  return {
    gateway: config['gateway'],
    version: (config['meta'] as { lastTouchedVersion?: string } | undefined)?.lastTouchedVersion,
  };
}

function readSchema(target: Target): unknown {
  const db = new DatabaseSync(join(target.home, '.openclaw', 'state', 'openclaw.sqlite'), { readOnly: true });
  const version = db.prepare('PRAGMA user_version').get();
  const meta = db.prepare("SELECT role, schema_version, app_version FROM schema_meta WHERE meta_key = 'primary'").get();
  db.close();
  return { ...version, meta: { ...meta } };
}

/** Commands while the gateway runs. */
export async function recordCommands(target: Target, facts: Facts): Promise<Recording> {
  const run = async (...args: string[]): Promise<unknown> => describe(await target.run(...args), facts);
  const json = async (...args: string[]): Promise<unknown> => {
    const result = await target.run(...args);
    return { code: result.code, stdout: shapeOf(JSON.parse(result.stdout)) };
  };
  return {
    '--version': await run('--version'),
    'an unknown command fails': (await target.run('frobnicate')).code === 0,
    'config file': await run('config', 'file'),
    'config get gateway.port': await run('config', 'get', 'gateway.port'),
    'config get of a secret': await run('config', 'get', 'gateway.auth.token'),
    'config get of an unknown path': await run('config', 'get', 'nope.nope'),
    'config set of a good value': await run('config', 'set', 'logging.level', 'info'),
    'config set of a bad value': await run('config', 'set', 'gateway.mode', 'bogus'),
    'config validate --json': await run('config', 'validate', '--json'),
    'config validate': await run('config', 'validate'),
    'health --json (shape)': await json('health', '--json'),
    'gateway status --json (shape)': await json('gateway', 'status', '--json'),
    'status --json (shape)': await json('status', '--json'),
    'restart-handoff without one': await run('gateway', 'restart-handoff', 'consume', '--expected-pid', '1', '--json'),
    'a second gateway on the same state is refused': codeOf(await target.run('gateway', 'run')),
    'a second gateway on another port too': codeOf(
      await target.run('gateway', 'run', '--port', String(target.port + 1)),
    ),
    'the first one still serves': (await ask(target.port, '/readyz'))?.status,
  };
}

function codeOf(result: CommandResult): unknown {
  return { code: result.code, says: /another OpenClaw process owns gateway-lifecycle/.test(result.stderr) };
}

function describe(result: CommandResult, facts: Facts): unknown {
  return {
    code: result.code,
    stdout: normaliseText(result.stdout, facts),
    stderr: normaliseText(result.stderr, facts),
  };
}

/** What the process and its files look like to somebody who watches the host. */
export function recordProcess(target: Target, gateway: RunningGateway, facts: Facts): Recording {
  const lock_dir = join(target.home, '.openclaw', 'tmp', `openclaw-${process.getuid?.() ?? 0}`);
  const locks = readdirSync(lock_dir).filter((name) => /^gateway\..*\.lock$/.test(name));
  const lock = JSON.parse(readFileSync(join(lock_dir, 'gateway.state.lock'), 'utf8')) as Record<string, unknown>; // the gateway's own
  const log = readFileSync(target.log_path, 'utf8');
  const lines = log.slice(0, log.lastIndexOf('\n')).split('\n'); // the last one may be half written
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>); // JSON lines by the guarantee below
  return {
    'the process is called openclaw-gateway': describeProcess(gateway.pid),
    'two lock files name the owner': locks.map((name) => name.replace(/[0-9a-f]{8}/, '<digest>')).sort(),
    'a lock': normalise(lock, facts),
    'the lock names the process': lock['pid'] === gateway.pid,
    'the lock names when the process started': lock['startTime'] === readStartTime(gateway.pid),
    'the log is private': (statSync(target.log_path).mode & 0o777).toString(8),
    'every log line has the same frame': [...new Set(entries.map(frameOf))].sort(),
    'a log line (shape)': shapeOf(entries.find((entry) => entry['message'] === 'gateway ready')),
    'the log says ready': summariseEntry(
      entries.find((entry) => entry['message'] === 'gateway ready'),
      facts,
    ),
    'the log names a refused token': entries.some((entry) =>
      /^unauthorized conn=.*reason=token_mismatch/.test(String(entry['message'])),
    ),
    'the boot is on record': readBoots(target, gateway),
  };
}

function describeProcess(pid: number): unknown {
  if (!existsSync(`/proc/${pid}`)) return { title: 'openclaw-gateway', comm: 'openclaw-gatewa' }; // no /proc on this system
  const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0+$/, '');
  return { title, comm: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
}

function readStartTime(pid: number): number | null {
  if (!existsSync(`/proc/${pid}/stat`)) return null;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}

function frameOf(entry: Record<string, unknown>): string {
  return ['0', '_meta', 'time', 'hostname', 'message'].filter((name) => name in entry).join(' ');
}

function summariseEntry(entry: Record<string, unknown> | undefined, facts: Facts): unknown {
  if (!entry) return null;
  const meta = entry['_meta'] as Record<string, unknown>; // in every frame, by the guarantee above
  return normalise(
    {
      0: entry['0'],
      1: entry['1'],
      time: entry['time'],
      message: entry['message'],
      level: meta['logLevelName'],
      id: meta['logLevelId'],
      name: meta['name'],
    },
    facts,
  );
}

function readBoots(target: Target, gateway: RunningGateway): unknown[] {
  const path = join(target.home, '.openclaw', 'state', 'openclaw.sqlite');
  const db = new DatabaseSync(path, { readOnly: true, timeout: 60_000 }); // a gateway that ends holds it for a moment
  const rows = db
    .prepare('SELECT pid, completed_at_ms, outcome, reason FROM gateway_boot_lifecycle ORDER BY started_at_ms')
    .all();
  db.close();
  return rows.map((row) => ({
    own: row['pid'] === gateway.pid,
    ended: row['completed_at_ms'] !== null,
    outcome: row['outcome'],
    reason: row['reason'],
  }));
}

/** The port may be gone for less than it takes to look; a boot on record stays. */
async function waitUntilRestarted(target: Target, gateway: RunningGateway, boots: number): Promise<void> {
  await pollUntil(
    () => {
      refuseEnded(gateway);
      return readBoots(target, gateway).length > boots ? true : null;
    },
    'another boot on record',
    startTimeoutMs,
  );
  await waitUntilReady(target, gateway);
}

/** An in-place restart: what watchers are told, and who is there afterwards. */
export async function recordRestart(target: Target, gateway: RunningGateway, facts: Facts): Promise<Recording> {
  const admin = await connect(target, { token: target.token, scopes: ['operator.admin'] });
  const watcher = await connect(target, { token: target.token });
  await waitUntilSafe(watcher);
  const before = bootOf(admin.hello);
  const boots = readBoots(target, gateway).length;
  const answer = await admin.socket.request('gateway.restart.request', { reason: 'conformance' });
  const shutdown = await watcher.socket.next((frame) => frame.event === 'shutdown');
  const close = await watcher.socket.closed();
  await waitUntilRestarted(target, gateway, boots);
  const again = await connect(target, { token: target.token });
  const after = bootOf(again.hello);
  again.socket.close();
  return {
    'the request is answered before it happens': normalise(answer?.payload, facts),
    'watchers are told': normalise(shutdown?.payload, facts),
    'watchers are closed with 1012': close,
    'the same process carries on': !gateway.ended(),
    'with another boot id': after !== before && after !== '',
    'both boots are on record': readBoots(target, gateway),
    ...(await recordRestartByPatch(target, gateway, facts)),
  };
}

/** A change of a kind that only a restart takes up: the gateway restarts by itself a moment later. */
async function recordRestartByPatch(target: Target, gateway: RunningGateway, facts: Facts): Promise<Recording> {
  const admin = await connect(target, { token: target.token, scopes: ['operator.admin'] });
  await waitUntilSafe(admin);
  const boots = readBoots(target, gateway).length;
  const { hash } = (await admin.socket.request('config.get'))?.payload ?? {};
  const raw = '{env:{vars:{CONFORMANCE:"1"}}}';
  const { payload } = (await admin.socket.request('config.patch', { raw, baseHash: hash })) ?? {};
  const sentinel = payload?.['sentinel'] as { payload?: { stats?: unknown } } | undefined; // in every good answer
  const close = await admin.socket.closed();
  await waitUntilRestarted(target, gateway, boots);
  return {
    'a patch that needs a restart says so': {
      changed: payload?.['changedPaths'],
      stats: normalise(sentinel?.payload?.stats, facts),
    },
    'and the gateway restarts by itself': close,
    'that restart is on record too': readBoots(target, gateway).at(-2),
  };
}

function bootOf(hello: Record<string, unknown>): string {
  return String((hello['server'] as Record<string, unknown> | undefined)?.['bootId'] ?? '');
}

/** SIGTERM to a quiet gateway. */
export async function recordStop(target: Target, gateway: RunningGateway, facts: Facts): Promise<Recording> {
  const watcher = await connect(target, { token: target.token });
  gateway.signal('SIGTERM');
  const shutdown = await watcher.socket.next((frame) => frame.event === 'shutdown');
  const close = await watcher.socket.closed();
  const exit = await gateway.exit;
  const lock_dir = join(target.home, '.openclaw', 'tmp', `openclaw-${process.getuid?.() ?? 0}`);
  return {
    'watchers are told': normalise(shutdown?.payload, facts),
    'watchers are closed with': close,
    'the exit is clean': exit,
    'the locks are gone': readdirSync(lock_dir).filter((name) => /^gateway\..*\.lock$/.test(name)),
    'the last boot ended cleanly': readBoots(target, gateway).at(-1),
    'nobody listens': await ask(target.port, '/healthz'),
    'gateway status says so': await describeStopped(target),
  };
}

async function describeStopped(target: Target): Promise<unknown> {
  const result = await target.run('gateway', 'status', '--json');
  const status = JSON.parse(result.stdout) as { port: { status: string }; rpc: { ok: boolean; error?: string } }; // JSON as asked for
  return {
    code: result.code,
    port: status.port.status,
    rpc: status.rpc.ok,
    refused: /ECONNREFUSED/.test(status.rpc.error ?? ''),
  };
}

/** Starts that must not succeed, each with its exit code and the sentence that explains it. */
export async function recordRefusals(target: Target, facts: Facts): Promise<Recording> {
  const good = target.readConfig();
  const gateway = good['gateway'] as Record<string, unknown>; // an object since onboarding
  const tryWith = async (config: unknown): Promise<unknown> => {
    target.writeConfig(config);
    const result = await target.run('gateway', 'run');
    return { code: result.code, says: findSentence(result, facts) };
  };
  const recording: Recording = {
    'an unknown key exits 78': await tryWith({ ...good, gateway: { ...gateway, nope: 1 } }),
    'a wrong type exits 78': await tryWith({ ...good, gateway: { ...gateway, port: 'x' } }),
    'a mode that is not local exits 78': await tryWith({ ...good, gateway: { ...gateway, mode: 'bogus' } }),
    'a bind that is not known exits 1': await tryWith({ ...good, gateway: { ...gateway, bind: 'everywhere' } }),
    'a file that is not JSON5 exits 78': await tryWith('{ broken'),
    'validate says why': describe(await target.run('config', 'validate', '--json'), facts),
  };
  target.writeConfig(good);
  recording['a newer state database exits 78'] = await tryNewerState(target);
  return recording;
}

async function tryNewerState(target: Target): Promise<unknown> {
  const path = join(target.home, '.openclaw', 'state', 'openclaw.sqlite');
  const setVersion = (version: number): void => {
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
  };
  setVersion(19);
  const result = await target.run('gateway', 'run');
  setVersion(18);
  return { code: result.code, says: /uses newer schema version 19; this build supports 18/.test(result.stderr) };
}

/** The line of the output that says why. */
function findSentence(result: CommandResult, facts: Facts): string {
  const lines = normaliseText(result.stderr, facts)
    .split('\n')
    .filter((line) => !line.includes('audit'));
  return (lines.find((line) => /blocked|Invalid|failed to start/.test(line)) ?? lines[0] ?? '').replace(/^<time> /, '');
}
