// The parts of the command line that the conformance suite does not compare: maintenance, and what is missing.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulatorCommand } from '../../src/launch.ts';
import type { Target } from '../support/target.ts';
import { createTarget, onboardArguments } from '../support/target.ts';

let target: Target;

beforeAll(async () => {
  target = await createTarget('simulator');
  await target.run(...onboardArguments(target));
});
afterAll(() => target.close());

test('a command that is not simulated fails and says so', async () => {
  const result = await target.run('models', 'list');
  expect(result.code).toBe(64);
  expect(result.stderr).toContain('does not simulate "models list"');
});

test('an unknown scenario stops the start with a sentence', async () => {
  const result = await target.run('gateway', 'run', '--scenario', 'nonsense');
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('no scenario is called nonsense');
});

test('a backup is a private archive that verifies, and a broken one does not', async () => {
  const output = join(target.home, 'backups');
  const archive = join(target.home, 'backup.tar.gz');
  const made = await target.run('backup', 'create', '--output', archive, '--verify', '--json');
  expect(JSON.parse(made.stdout)).toMatchObject({ archivePath: archive, verified: true });
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  expect((await target.run('backup', 'verify', archive)).code).toBe(0);
  writeFileSync(output, 'not an archive');
  expect((await target.run('backup', 'verify', output)).code).toBe(1);
});

test('a preflight tells an exact, an older and a newer database apart', async () => {
  const check = async (version: number): Promise<unknown> => {
    const path = join(target.home, `schema-${version}.sqlite`);
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
    return JSON.parse((await target.run('database', 'preflight', path, '--json')).stdout).status;
  };
  expect([await check(18), await check(17), await check(19)]).toEqual(['exact', 'migration-required', 'incompatible']);
});

test('upgrade_fails: the update ends in an error and keeps the version', async () => {
  const good = await target.run('update', '--tag', '2026.9.7', '--yes', '--json');
  expect(JSON.parse(good.stdout)).toMatchObject({ status: 'ok', after: { version: '2026.9.7' } });
  const bad = await target.run('update', '--tag', '2026.9.7', '--yes', '--json', '--scenario', 'upgrade_fails');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject({ status: 'error', after: { version: '2026.9.6' } });
  expect(bad.stderr).toContain('global-install-failed');
});

test('health without a gateway fails as the real one does, without its long wait', async () => {
  const result = await target.run('health', '--json');
  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout)).toMatchObject({ ok: false, error: { type: 'gateway_transport_error' } });
});

test('doctor --lint names plain secrets', async () => {
  const result = await target.run('doctor', '--lint', '--json');
  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout).findings[0]).toMatchObject({ requirement: 'config.plaintext_secrets' });
});

test('the launcher hands over exit codes', async () => {
  const home = mkdtempSync(join(tmpdir(), 'moltbot-launcher-'));
  const [node] = simulatorCommand();
  const launcher = join(import.meta.dirname, '..', '..', '..', '..', 'bin', 'moltbot-simulator');
  const code = await new Promise((resolve) => {
    spawn(node, [launcher, 'gateway', 'run'], { env: { HOME: home }, stdio: 'ignore' }).once('exit', resolve);
  });
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  expect(code).toBe(78);
});
