// The secret store of a real desktop: gnome-keyring on a session bus of its own, with a home of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const session_bus = '/usr/bin/dbus-run-session';
const needed = [session_bus, '/usr/bin/gnome-keyring-daemon'];
const missing = needed.filter((path) => !existsSync(path));
if (missing.length > 0) console.warn(`Skipping the real keyring: ${missing.join(', ')} not installed.`);

const adapters = join(import.meta.dirname, '../../src/adapters');
const home = mkdtempSync(join(tmpdir(), 'ops-keyring-'));
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

/** Runs a script against the agent's secret store on a fresh session bus; `unlock` opens the keyring first. */
function runOnBus(body: string, unlock: boolean): { stdout: string; stderr: string; status: number | null } {
  const script = join(home, 'script.ts');
  writeFileSync(
    script,
    `import { randomBytes } from 'node:crypto';
     import { createSystemClock } from ${JSON.stringify(join(adapters, 'clock.ts'))};
     import { openSecretStore } from ${JSON.stringify(join(adapters, 'secret-store.ts'))};
     const keepAlive = setInterval(() => {}, 1_000);
     const open = (state_directory) =>
       openSecretStore({ preference: 'auto', state_directory, clock: createSystemClock(), random: randomBytes, remember: () => {} });
     ${body}
     clearInterval(keepAlive);`,
  );
  const daemon = unlock
    ? 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;'
    : 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1;';
  const command = `${daemon} exec "$0" "$1"`;
  return spawnSync(session_bus, ['--', 'sh', '-c', command, process.execPath, script], {
    env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, 'data') },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe.skipIf(missing.length > 0)('the real secret store of the operating system', () => {
  test('keeps secrets, apart for each state directory, and hands them to the next process', () => {
    const write = runOnBus(
      `const { mkdirSync } = await import('node:fs');
       for (const name of ['one', 'two']) {
         mkdirSync(${JSON.stringify(home)} + '/' + name, { recursive: true });
         const store = await open(${JSON.stringify(home)} + '/' + name);
         await store.write('signing_key', 'secret of ' + name);
         console.log(store.kind, await store.read('signing_key'), await store.read('never_written'));
       }`,
      true,
    );
    expect(write.stdout.trim().split('\n'), write.stderr).toEqual(['os secret of one null', 'os secret of two null']);
    const read = runOnBus(
      `const store = await open(${JSON.stringify(home)} + '/one');
       console.log(await store.read('signing_key'));
       await store.remove('signing_key');
       console.log(await store.read('signing_key'));`,
      true,
    );
    expect(read.stdout.trim().split('\n'), read.stderr).toEqual(['secret of one', 'null']);
  });

  test('a bus without a usable keyring holds nothing up: files it is, with the reason', () => {
    const locked = runOnBus(
      `const store = await open(${JSON.stringify(home)});
       console.log(store.kind, store.description);`,
      false,
    );
    expect(locked.stdout, locked.stderr).toMatch(
      /^file .*because the secret store of the operating system did not answer well/,
    );
  });
});
