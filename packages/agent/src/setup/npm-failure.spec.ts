import { expect, test } from 'vitest';
import type { RunResult } from '../ports/host-executor.ts';
import { classifyNpmFailure } from './npm-failure.ts';

const ended = (more: Partial<RunResult>): RunResult => ({
  status: 1,
  signal: null,
  stdout: '',
  stderr: '',
  timed_out: false,
  truncated: false,
  ...more,
});
const judge = (more: Partial<RunResult>) => classifyNpmFailure(ended(more), 'openclaw@2026.9.6');

test.each([
  ['ECONNRESET', 'registry_unreachable', true],
  ['ETIMEDOUT', 'registry_unreachable', true],
  ['ENOTFOUND', 'registry_unreachable', true],
  ['EAI_AGAIN', 'registry_unreachable', true],
  ['E429', 'registry_busy', true],
  ['E500', 'registry_busy', true],
  ['E503', 'registry_busy', true],
  ['E401', 'registry_refused', false],
  ['E403', 'registry_refused', false],
  ['FETCH_ERROR', 'registry_refused', false],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'registry_refused', false],
  ['E404', 'release_missing', false],
  ['ETARGET', 'release_missing', false],
  ['EINTEGRITY', 'integrity_mismatch', false],
  ['ENOSPC', 'disk_full', false],
  ['EACCES', 'permission_denied', false],
  ['EROFS', 'permission_denied', false],
  ['EBADENGINE', 'node_unfit', false],
  ['128', 'git_source_unreachable', false],
  ['EWHATEVER', 'package_manager_failed', false],
])('npm’s %s is %s, worth another try: %s', (code, expected, transient) => {
  const failure = judge({ stderr: `npm error code ${code}\nnpm error what it says\n` });
  expect(failure).toMatchObject({ code: expected, transient });
  expect(failure.message).not.toBe('');
  expect(failure.next_step).not.toBe('');
  expect(failure.evidence).toContain(`npm error code ${code}`);
});

test('its JSON answer tells the same', () => {
  expect(judge({ stdout: '{"error": {"code": "E404", "summary": "No match found"}}' }).code).toBe('release_missing');
});

test('a full disk is the cause, however npm ended', () => {
  const stderr = 'npm error ENOSPC: no space left on device, write\n';
  expect(judge({ stderr }).code).toBe('disk_full');
  expect(judge({ status: null, signal: 'SIGKILL', stderr }).code).toBe('disk_full');
});

test('an npm that the system ended had no memory left', () => {
  expect(judge({ status: null, signal: 'SIGKILL' })).toMatchObject({ code: 'install_out_of_memory', transient: false });
  expect(judge({ status: 137 }).code).toBe('install_out_of_memory');
  expect(judge({ stderr: 'npm http fetch\nKilled\n' }).code).toBe('install_out_of_memory');
});

test('one that took too long is tried again', () => {
  const late = judge({ status: null, signal: 'SIGTERM', timed_out: true });
  expect(late).toMatchObject({ code: 'install_timeout', transient: true });
});

test('a flood of lines makes bounded evidence', () => {
  const stderr = Array.from({ length: 10_000 }, (_, index) => `npm error line ${index} ${'x'.repeat(2_000)}`).join(
    '\n',
  );
  const { evidence } = judge({ stderr });
  expect(evidence.length).toBeLessThanOrEqual(8);
  expect(Math.max(...evidence.map((line) => line.length))).toBeLessThanOrEqual(300);
});

test('a part that lies on a Git server is named as the cause, with the server', () => {
  const stderr = [
    'npm error code 128',
    'npm error An unknown git error occurred',
    'npm error command git --no-replace-objects ls-remote ssh://git@git.example/a/b.git',
    'npm error ssh: Could not resolve hostname git.example: Name or service not known',
  ].join('\n');
  const failure = judge({ stderr, status: 128 });
  expect(failure).toMatchObject({ code: 'git_source_unreachable', transient: false });
  expect(failure.evidence.join(' ')).toContain('git.example');
  const absent = judge({ stderr: 'npm error code ENOENT\nnpm error syscall spawn git\nnpm error path git' });
  expect(absent).toMatchObject({ code: 'git_source_unreachable' });
});
