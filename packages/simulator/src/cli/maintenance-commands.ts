// `doctor --lint`, `backup create|verify`, `update`, `database preflight`, `gateway restart-handoff consume`: the
// jobs that happen around a gateway. What they write is as small as it can be and still be the real format.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readConfigDocument } from '../config/document.ts';
import { listSecrets } from '../config/merge.ts';
import { gatewayVersion } from '../gateway/state.ts';
import { readSchemaVersion, stateSchemaVersion } from '../gateway/state-database.ts';
import { displayPath } from '../world/paths.ts';
import { readOption } from './arguments.ts';
import type { CommandContext } from './commands.ts';
import { complain, printJson, printLine } from './output.ts';

export function runDoctor({ args, paths }: CommandContext): number {
  if (!args.options.has('lint')) {
    complain('moltbot-simulator simulates doctor with --lint only.');
    return 64;
  }
  const document = readConfigDocument(paths.config_path, '');
  const findings = listSecrets(document.parsed).length > 0 ? [plaintextFinding] : [];
  printLine(
    JSON.stringify({ schemaVersion: 1, ok: findings.length === 0, checksRun: 35, checksSkipped: 30, findings }),
  );
  return findings.length === 0 ? 0 : 1;
}

const plaintextFinding = {
  checkId: 'core/doctor/security',
  severity: 'warning',
  message: 'WARNING: openclaw.json contains plaintext secret-bearing config fields.',
  requirement: 'config.plaintext_secrets',
  fixHint: 'Migrate them to SecretRefs with openclaw secrets configure or openclaw secrets apply.',
};

export function runBackupCreate({ args, paths, settings }: CommandContext): number {
  const createdAt = new Date(settings.clock === 'virtual' ? 0 : Date.now()).toISOString();
  const root = `${createdAt.replaceAll(':', '-').replace('Z', '')}+00-00-openclaw-backup`;
  const output = readOption(args, 'output') ?? '.';
  const isDirectory = existsSync(output) && statSync(output).isDirectory();
  const archivePath = isDirectory ? join(output, `${root}.tar.gz`) : output;
  const made = spawnSync('tar', [
    '-czf',
    archivePath,
    '--exclude=tmp',
    '-C',
    dirname(paths.state_dir),
    basename(paths.state_dir),
  ]);
  if (made.status !== 0) {
    complain(`Backup failed: ${String(made.stderr)}`);
    return 1;
  }
  chmodSync(archivePath, 0o600);
  const asset = { kind: 'state', sourcePath: paths.state_dir, displayPath: displayPath(paths.state_dir, paths.home) };
  printJson({
    createdAt,
    archiveRoot: root,
    archivePath,
    dryRun: false,
    includeWorkspace: true,
    onlyConfig: false,
    verified: args.options.has('verify'),
    assets: [{ ...asset, archivePath: join(root, 'payload', 'posix', paths.state_dir) }],
    skipped: [],
    skippedVolatileCount: 0,
  });
  return 0;
}

export function runBackupVerify({ args }: CommandContext): number {
  const archivePath = args.words[0] ?? '';
  const listed = spawnSync('tar', ['-tzf', archivePath], { encoding: 'utf8' });
  if (listed.status !== 0) {
    complain(`Backup verification failed: ${archivePath} is not a readable archive.`);
    return 1;
  }
  const entryCount = listed.stdout.trimEnd().split('\n').length;
  printJson({ ok: true, archivePath, runtimeVersion: gatewayVersion, assetCount: 1, entryCount, symlinkCount: 0 });
  return 0;
}

export function runUpdate({ args, settings }: CommandContext): number {
  const tag = readOption(args, 'tag') ?? 'latest';
  const fails = settings.scenario === 'upgrade_fails';
  const step = (name: string, exitCode: number): Record<string, unknown> => ({
    name,
    command: `openclaw ${name}`,
    exitCode,
    durationMs: 1,
  });
  printJson({
    status: fails ? 'error' : 'ok',
    mode: 'npm',
    reason: fails ? 'global-install-failed' : undefined,
    before: { version: gatewayVersion },
    after: { version: fails || tag === 'latest' ? gatewayVersion : tag },
    steps: [step('global update', 0), step('global install swap', fails ? 1 : 0)],
    durationMs: 2,
  });
  if (fails) complain('Update failed: global-install-failed (npm error ENOTEMPTY: directory not empty, rename)');
  return fails ? 1 : 0;
}

export function runUpdateStatus(): number {
  printJson({
    update: {
      installKind: 'package',
      packageManager: 'npm',
      registry: { latestVersion: gatewayVersion, tag: 'latest' },
    },
    channel: { value: 'stable', source: 'default', label: 'stable (default)', config: null },
    availability: {
      available: false,
      hasGitUpdate: false,
      hasRegistryUpdate: false,
      latestVersion: null,
      gitBehind: null,
    },
  });
  return 0;
}

export function runDatabasePreflight({ args }: CommandContext): number {
  const databasePath = args.words[0] ?? '';
  const base = { schema: 'openclaw.state-schema-preflight.v1', databasePath, targetVersion: stateSchemaVersion };
  const sidecars = ['-wal', '-shm'].filter((suffix) => existsSync(databasePath + suffix));
  if (sidecars.length > 0) {
    const reason = `SQLite preflight requires a consolidated snapshot with no sidecars; found ${sidecars.join(', ')}. Create a WAL-aware online backup and preflight the resulting standalone file.`;
    printJson({
      ...base,
      foundVersion: null,
      ownership: null,
      issues: [],
      status: 'indeterminate',
      requiresWrite: false,
      reason,
    });
    return 1;
  }
  const foundVersion = readSchemaVersion(databasePath);
  const status =
    foundVersion === null || foundVersion > stateSchemaVersion
      ? 'incompatible'
      : foundVersion < stateSchemaVersion
        ? 'migration-required'
        : 'exact';
  printJson({
    ...base,
    foundVersion,
    ownership: null,
    issues: [],
    status,
    requiresWrite: status === 'migration-required',
  });
  return status === 'incompatible' ? 1 : 0;
}

export function runRestartHandoff(): number {
  printJson({
    ok: true,
    protocol: 'openclaw.gateway.restart-handoff',
    protocolVersion: 1,
    status: 'none',
    reason: 'missing',
  });
  return 0;
}
