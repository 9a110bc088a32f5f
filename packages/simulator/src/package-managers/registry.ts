// The registry that the stand-ins know: versions, tags and what goes wrong next. It lies in one file, so that a test
// changes it while programs run; every call is written down.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Fault {
  /** First word of the command, such as `pack`, `install` or `view`. */
  command: string;
  /** How often it happens before the command works again. */
  times: number;
  /**
   * npm's own code, such as `ECONNRESET` or `ENOSPC`; `KILLED` ends the program as a system without memory does, `LOST`
   * lets it go on asking a registry that is gone.
   */
  code: string;
}

export interface RegistryState {
  versions: readonly string[];
  /** Tag → version. */
  tags: Readonly<Record<string, string>>;
  faults: readonly Fault[];
  /** Milliseconds that `pack` and `install` take. */
  pace_ms: number;
  /** Variables that an installed simulator runs with, besides those it is given. */
  simulator_env: Readonly<Record<string, string>>;
}

export interface Call {
  program: 'npm' | 'brew';
  argv: readonly string[];
}

export const newRegistry = (): RegistryState => ({
  versions: ['2026.9.5', '2026.9.6'],
  tags: { latest: '2026.9.6', beta: '2026.9.6', dev: '2026.9.6' },
  faults: [],
  pace_ms: 0,
  simulator_env: {},
});

const statePath = (directory: string) => join(directory, 'registry.json');
const callsPath = (directory: string) => join(directory, 'calls.jsonl');

export function readRegistry(directory: string): RegistryState {
  const text = readFileSync(statePath(directory), 'utf8');
  return { ...newRegistry(), ...(JSON.parse(text) as Partial<RegistryState>) }; // written by this module
}

export function writeRegistry(directory: string, state: RegistryState): void {
  const draft = `${statePath(directory)}.new`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, statePath(directory));
}

export function recordCall(directory: string, call: Call): void {
  appendFileSync(callsPath(directory), `${JSON.stringify(call)}\n`);
}

export function readCalls(directory: string): Call[] {
  if (!existsSync(callsPath(directory))) return [];
  const lines = readFileSync(callsPath(directory), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Call); // written by this module
}

/** Takes one fault of that command, if one is due. */
export function takeFault(directory: string, command: string): Fault | null {
  const state = readRegistry(directory);
  const due = state.faults.find((fault) => fault.command === command && fault.times > 0);
  if (due === undefined) return null;
  const faults = state.faults.map((fault) => (fault === due ? { ...fault, times: fault.times - 1 } : fault));
  writeRegistry(directory, { ...state, faults });
  return due;
}

/** The bytes of a package file: enough for `install` to know what it holds, and the same every time. */
export function packageFile(name: string, version: string): string {
  return `${JSON.stringify({ name, version, made_by: 'moltbot-simulator' })}\n`;
}

export function integrityOf(name: string, version: string): string {
  return `sha512-${createHash('sha512').update(packageFile(name, version)).digest('base64')}`;
}
