import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exitCodes } from './exit-codes.ts';
import { createProgram, runCli } from './main.ts';

let printed: string;
let problems: string;

beforeEach(() => {
  printed = '';
  problems = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    problems += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const commandPaths = createProgram().commands.flatMap((command) =>
  command.commands.length > 0 ? command.commands.map((child) => [command.name(), child.name()]) : [[command.name()]],
);

describe.each(commandPaths)('%s %s', (...names) => {
  const path = names.filter((name) => typeof name === 'string');

  test('has help worth reading and takes --json and --home', async () => {
    expect(await runCli([...path, '--help'])).toBe(exitCodes.ok);
    expect(printed).toContain('--json');
    expect(printed).toContain('--home');
  });
});

test('--help names every command and every exit code', async () => {
  expect(await runCli(['--help'])).toBe(exitCodes.ok);
  for (const name of ['start', 'pair', 'approve', 'status', 'devices', 'doctor', 'audit'])
    expect(printed).toContain(name);
  for (const code of Object.values(exitCodes)) expect(printed).toMatch(new RegExp(`^ {2}${code} {2}\\w`, 'm'));
});

test.each([[['nonsense']], [['approve', 'A', 'B']], [['pair', '--role', 'king']], [['audit', 'list', '--limit', '0']]])(
  '%j is a usage error',
  async (argv) => {
    expect(await runCli(argv)).toBe(exitCodes.usage);
    expect(problems).not.toBe('');
    expect(printed).toBe('');
  },
);

test('a state directory without an agent is "not running", in words and in JSON', async () => {
  const home = '/nonexistent/moltbot-ops';
  expect(await runCli(['status', '--home', home])).toBe(exitCodes.not_running);
  expect(problems).toContain('moltbot-ops start');
  problems = '';
  expect(await runCli(['status', '--json', '--home', home])).toBe(exitCodes.not_running);
  expect(JSON.parse(problems)).toMatchObject({ code: 'not_running' });
});

test('a bad setting is a usage error that names the setting', async () => {
  expect(await runCli(['status', '--home', 'relative/path'])).toBe(exitCodes.usage);
  expect(problems).toContain('--home');
});

test('a role that does not exist is a usage error that says which there are', async () => {
  expect(await runCli(['devices', 'role', 'dev_0123456789', 'king'])).toBe(exitCodes.usage);
  expect(problems).toContain('owner, admin or viewer');
});
