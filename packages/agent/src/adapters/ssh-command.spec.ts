import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostError } from '../ports/host-executor.ts';
import { quoteArgv, remoteCommand, remoteKill, remoteScript } from './ssh-command.ts';

const mark = 'a'.repeat(32);
/** Whatever a program can be given: no NUL, and nothing that is no text. */
const word = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0') && text.isWellFormed());
const program = (argv: [string, ...string[]], more: Partial<Parameters<typeof remoteScript>[0]> = {}) =>
  remoteScript({ argv, env: {}, cwd: '/', mark, ...more });
const run = (script: string) => spawnSync('sh', ['-c', remoteCommand(mark)], { input: script, encoding: 'utf8' });

describe('words for a remote shell', () => {
  it('come back as they were, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const told = execFileSync('sh', ['-c', `printf '%s\\0' ${quoteArgv(words)}`], { encoding: 'utf8' });
        expect(told).toBe(words.map((one) => `${one}\0`).join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('are refused with a NUL in them, and variables without a plain name', () => {
    expect(() => quoteArgv(['a\0b'])).toThrow(HostError);
    for (const name of ['A;id', '1A', 'A B', 'A=', '', 'A\nB', '$A'])
      expect(() => program(['true'], { env: { [name]: 'x' } })).toThrow(HostError);
  });

  it('never stand in the command line, which is the same for every program', () => {
    expect(remoteCommand(mark)).toMatch(/^exec \/bin\/sh -c '[^']+' sh a{32}$/);
    for (const bad of ['', 'a b', 'a;id;aaaaaaaaaaaaa', `${mark}'`, 'A'.repeat(32)])
      expect(() => remoteCommand(bad)).toThrow(HostError);
  });
});

describe('the reader on the other side', () => {
  it('runs the program with its words, variables, directory and the input that follows', () => {
    fc.assert(
      fc.property(word, word, fc.string({ maxLength: 200 }), (value, argument, input) => {
        const script = program(['sh', '-c', 'printf "%s|%s|%s|" "$V" "$1" "$PWD"; cat', 'sh', argument], {
          env: { V: value },
          cwd: '/usr',
        });
        const { stdout } = run(`${script}${input}`);
        expect(stdout.slice(stdout.indexOf('\n') + 1)).toBe(`${value}|${argument}|/usr|${input}`);
      }),
      { numRuns: 40 },
    );
  });

  it('runs nothing of a script that ends too early', () => {
    const script = program(['echo', 'ran']);
    for (let length = 0; length < script.length - 1; length += 7)
      expect(run(script.slice(0, length)).stdout).not.toContain('ran');
    expect(run(script).stdout).toMatch(/^a{32} \d+\nran\n$/);
  });

  it('is not ended by a line that looks like its end', () => {
    expect(run(program(['printf', '%s', `x\n${mark.slice(0, -1)}\n.\nEOF\ny`])).stdout).toContain('EOF\ny');
  });

  it('says why it does not begin, without the mark', () => {
    const missing = run(program(['no-such-program-here']));
    expect([missing.stdout, missing.stderr.trim(), missing.status]).toEqual(['', 'there is no such program', 125]);
    expect(run(program(['/etc/passwd'])).stderr).toContain('there is no such program');
    expect(run(program(['true'], { cwd: '/nowhere' })).stderr).toContain('cannot be entered');
  });
});

const shells = ['sh', 'bash', 'dash', 'zsh', 'fish', 'tcsh', 'csh', 'ksh'];
const isThere = (shell: string) => spawnSync(shell, ['-c', 'true']).error === undefined;
const missing = shells.filter((shell) => !isThere(shell));
if (missing.length > 0) console.info(`skipped: this machine has no ${missing.join(', ')}`);

it.each(shells.filter(isThere))('an account whose login shell is %s runs the same program', (shell) => {
  const hostile = ['$HOME', '`id`', "it's", '!!', '\\', 'ä\u202e', ' a\n\nb ', '%s', '*', '~', ''];
  const script = program(['printf', '%s|', ...hostile], { env: { V: 'x!y' } });
  const { stdout, status } = spawnSync(shell, ['-c', remoteCommand(mark)], { input: script, encoding: 'utf8' });
  expect([stdout.slice(stdout.indexOf('\n') + 1), status]).toEqual([hostile.map((one) => `${one}|`).join(''), 0]);
  const kill = spawnSync(shell, ['-c', remoteKill(2_147_483_646, 'TERM')], { encoding: 'utf8' });
  expect(kill.stderr).toMatch(/no such process/i);
});

it('a process to be ended is a number that can be one', () => {
  expect(remoteKill(4242, 'TERM')).toMatch(/ sh TERM 4242$/);
  for (const pid of [0, 1, -5, 1.5, Number.NaN]) expect(() => remoteKill(pid, 'KILL')).toThrow(HostError);
});
