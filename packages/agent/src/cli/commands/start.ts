import { enableCompileCache } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createRecordFile } from '../../adapters/supervised-record.ts';
import type { RunningAgent } from '../../main.ts';
import { isOwnHome, readSettings, type SettingName, type Settings } from '../../settings.ts';
import { controlSocketPath, prepareStateDirectory, supervisedRecordPath } from '../../system/state-directory.ts';
import { findConsole } from '../console-directory.ts';
import { createHostClient } from '../host-client.ts';
import { formatInvite } from '../invite.ts';
import { createFileWriter } from '../log-file.ts';
import { createOutput, type Output } from '../output.ts';
import { openTerminalApproval } from '../terminal-approval.ts';

export interface StartOptions {
  json?: boolean;
  home?: string;
  port?: string;
  host?: string;
  gatewayHome?: string;
  gatewayBinary?: string;
  secretStore?: string;
  logLevel?: string;
  /** True when asked for, false when refused, undefined to decide by the terminal. */
  pair?: boolean;
}

/** `moltbot-ops start`: runs the agent until it is asked to end. */
export async function runStart(options: StartOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const settings = readStartSettings(options);
  keepCompiledCode(settings.home);
  const { startAgent } = await import('../../main.ts');
  // lines of JSON would bury what is said to a person
  const isForPerson = process.stderr.isTTY === true || options.pair === true;
  const log_path = isForPerson ? join(settings.home, 'agent.log') : null;
  const agent = await startAgent(settings, log_path === null ? {} : { writeLog: createFileWriter(log_path) });
  const ended = Promise.race([untilAskedToEnd(), untilBroken(agent)]);
  const closeTerminal = await greet(output, { settings, url: agent.url, log_path }, options);
  await ended;
  closeTerminal();
  const is_kept = createRecordFile(supervisedRecordPath(settings.home)).read()?.wanted === true;
  output.line(is_kept ? 'Closing. The gateway that this agent keeps alive goes on without it.' : 'Closing.');
  await agent.close();
}

/**
 * Nobody starts the agent anew, so a promise that failed unseen is said in the log and no more: what it was part of is
 * lost, the rest is well. An error out of nowhere may have left anything half-done; resolves then, for an orderly end.
 */
function untilBroken(agent: Pick<RunningAgent, 'noteFault'>): Promise<void> {
  process.on('unhandledRejection', (fault) => agent.noteFault(fault));
  return new Promise((resolve) => {
    process.on('uncaughtException', (fault) => {
      agent.noteFault(fault);
      process.exitCode = 1;
      resolve();
    });
  });
}

/**
 * Compiled code rests in the state directory, which nobody else can write to: Node's own choice is a shared temporary
 * directory, where another user could leave code for us to run.
 */
function keepCompiledCode(home: string): void {
  prepareStateDirectory(home);
  enableCompileCache(join(home, 'compiled'));
}

/** Settings of a start: the flags that were given over environment and file. */
export function readStartSettings(options: StartOptions, env: NodeJS.ProcessEnv = process.env): Settings {
  const given: [SettingName, string | undefined][] = [
    ['home', options.home],
    ['port', options.port],
    ['host', options.host],
    ['gateway_home', options.gatewayHome],
    ['gateway_binary', options.gatewayBinary],
    ['secret_store', options.secretStore],
    ['log_level', options.logLevel],
  ];
  const flags = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const settings = readSettings({ flags, env });
  return { ...settings, console_directory: settings.console_directory ?? findConsole() };
}

async function greet(
  output: Output,
  { settings, url, log_path }: { settings: Settings; url: string; log_path: string | null },
  options: StartOptions,
): Promise<() => void> {
  const socket_path = controlSocketPath(settings.home);
  const client = createHostClient(socket_path);
  output.line(`MoltBot Ops runs at ${url}`);
  output.line(`Its state is in ${settings.home}; it watches the gateway under ${settings.gateway_home}.`);
  if (log_path !== null) output.line(`Its log is ${log_path}.`);
  if (settings.console_directory === null) output.line('The console is not built, so only the API is served.');
  output.result({ url, pid: process.pid, home: settings.home, gateway_home: settings.gateway_home });
  const interactive = !output.json && output.is_terminal && process.stdin.isTTY === true;
  if (!output.json && (options.pair ?? output.is_terminal)) {
    const invite = await client.call('pairInvite', { body: {} });
    output.line();
    for (const line of formatInvite(invite, true)) output.line(line);
  }
  output.line();
  const how = `\`${pairCommand(settings.home)}\` (in a clone: \`bin/moltbot-ops …\`)`;
  output.line(`Another device: ${interactive ? `type here the code that it shows, or run ${how}` : `run ${how}`}.`);
  output.line('Ctrl-C ends the agent.');
  if (!interactive) return () => {};
  return openTerminalApproval({ client, socket_path, input: process.stdin, say: (line) => output.line(line) });
}

/** What lets another device in from another terminal, which looks for the agent at its usual place unless told. */
function pairCommand(home: string): string {
  if (basename(home) === '.moltbot-ops' && isOwnHome(dirname(home))) return 'moltbot-ops pair';
  return `moltbot-ops pair --home ${/^[\w/.-]+$/.test(home) ? home : `'${home.replaceAll("'", "'\\''")}'`}`;
}

/** Resolves at the first signal, or when the launcher that started this process is gone. */
function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    const end = () => {
      asked += 1;
      // a terminal's Ctrl-C arrives twice, from the terminal and from the launcher; a third one means business
      if (asked > 2) process.exit(1);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    if (process.connected) {
      process.on('disconnect', resolve);
      process.channel?.unref();
    }
  });
}
