import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHostFiles } from '../adapters/gateway-files.ts';
import type { ProcessEntry } from '../ports/process-table.ts';
import { GatewayProcesses } from './processes.ts';

const agentPid = 2;
let base = '';
let home = '';
let temporary = '';
let table: ProcessEntry[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'gateway-processes-'));
  home = join(base, 'home');
  temporary = join(base, 'tmp');
  mkdirSync(join(home, '.openclaw'), { recursive: true });
  table = [];
});
afterEach(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }));

const add = (pid: number, argv: string[], more: Partial<ProcessEntry> = {}): void => {
  const entry = { pid, ppid: 1, argv, env: { HOME: home }, uid: 0, contained: false, started_at_ms: pid };
  table.push({ ...entry, start_key: `${pid}:1`, ...more });
};
const note = (path: string, lock: object): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(lock));
};
const owner = (): number => createHostFiles().owner(home) ?? 0;
const config_path = (): string => join(home, '.openclaw', 'openclaw.json');
const oldLock = (): string => join(temporary, `openclaw-${owner()}`, 'gateway.3ffbdd5c.lock');

const open = () =>
  new GatewayProcesses({
    table: {
      period_ms: 200,
      usable: true,
      scan: async (judge) => table.filter((entry) => judge(entry) === 'keep'),
      forget: () => undefined,
      isAlive: (pid) => table.some((entry) => entry.pid === pid),
      listening: () => null,
    },
    files: createHostFiles(),
    home,
    env: { TMPDIR: temporary },
    own_pid: agentPid,
  });

describe('which process is our gateway', () => {
  it('knows an older gateway, which never takes a title of its own, by the note that it left', async () => {
    note(oldLock(), { pid: 10, configPath: config_path() });
    add(10, ['openclaw']);
    expect(await open().survey(true)).toMatchObject({ main: { pid: 10 }, unidentified_pid: null });
  });

  it('does not take the note of another configuration for ours', async () => {
    note(oldLock(), { pid: 10, configPath: '/elsewhere/openclaw.json' });
    add(10, ['openclaw']);
    expect(await open().survey(true)).toMatchObject({ main: null, unidentified_pid: 10 });
  });

  it('leaves a gateway inside a container to the engine, though its home has the same name', async () => {
    add(10, ['openclaw-gateway'], { contained: true });
    expect(await open().survey(true)).toMatchObject({ main: null, strangers: [] });
  });

  it('takes a gateway whose environment is hidden for ours only under the account that owns the home', async () => {
    add(10, ['openclaw-gateway'], { env: null, uid: owner() + 1 });
    expect(await open().survey(true)).toMatchObject({ main: null, strangers: [{ pid: 10, certain: true }] });
    add(11, ['openclaw-gateway'], { env: null, uid: owner() });
    expect(await open().survey(true)).toMatchObject({ main: { pid: 11 } });
  });

  it('tells another instance of the same account by what it holds, long after its command line is gone', async () => {
    note(join(home, '.openclaw-work', 'tmp', 'openclaw-0', 'gateway.state.lock'), { pid: 10, port: 19001 });
    add(10, ['openclaw-gateway']);
    expect(await open().survey(true)).toMatchObject({ main: null, strangers: [{ pid: 10 }] });
  });

  it('counts a launcher and the gateway that it starts as one boot', async () => {
    const processes = open();
    add(10, ['node', '/opt/bin/openclaw', 'gateway', 'run']);
    const first = await processes.survey(true);
    add(11, ['openclaw-gateway'], { ppid: 10 });
    note(oldLock(), { pid: 11, configPath: config_path() });
    const second = await processes.survey(true);
    expect([first.main?.pid, second.main?.pid]).toEqual([10, 11]);
    expect(second.main?.boot).toEqual(first.main?.boot);
  });

  it('does not puzzle over what a gateway or the agent itself started', async () => {
    const processes = open();
    add(10, ['openclaw-gateway']);
    add(11, ['openclaw'], { ppid: 10 });
    await processes.survey(true);
    table = table.filter(({ pid }) => pid !== 10).map((entry) => ({ ...entry, ppid: 1 }));
    add(20, ['node', '/opt/bin/openclaw', 'config', 'validate'], { ppid: agentPid });
    add(21, ['openclaw'], { ppid: 20 });
    expect(await processes.survey(true)).toMatchObject({ main: null, unidentified_pid: null });
  });
});
