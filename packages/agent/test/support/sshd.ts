import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { reservePort } from '../../../simulator/src/reserve-port.ts';

export const sshdPath = '/usr/sbin/sshd';

export interface TestSshd {
  host: '127.0.0.1';
  port: number;
  username: string;
  directory: string;
  /** Private keys by name, as text. `user` is the one that is let in. */
  key(name: string): string;
  /** A new key of the given sort that is let in too; answers its text. */
  addKey(name: string, ...args: string[]): string;
  authorize(line: string): void;
  /** Starts again, under another host key where asked. */
  restart(options?: { new_host_key?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Null where this machine has no sshd. */
export const hasSshd = (): boolean => existsSync(sshdPath) && existsSync('/usr/bin/ssh-keygen');

/** A real sshd on a free port of the loopback, with keys and a configuration of its own, for the account of the test. */
export async function startSshd(extra_lines: string[] = []): Promise<TestSshd> {
  const directory = mkdtempSync(join(tmpdir(), 'sshd-'));
  const port = await reservePort();
  const username = userInfo().username;
  const keygen = (name: string, ...args: string[]) => {
    execFileSync('ssh-keygen', ['-q', '-f', join(directory, name), '-C', name, ...args]);
    return readFileSync(join(directory, name), 'utf8');
  };
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  keygen('host', '-t', 'ed25519', '-N', '');
  keygen('user', '-t', 'ed25519', '-N', '');
  const authorized = join(directory, 'authorized');
  const authorize = (line: string) => writeFileSync(authorized, `${line}\n`, { flag: 'a', mode: 0o600 });
  authorize(readFileSync(join(directory, 'user.pub'), 'utf8').trim());
  writeFileSync(
    join(directory, 'config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${join(directory, 'host')}`,
      `AuthorizedKeysFile ${authorized}`,
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'PermitRootLogin yes',
      'MaxStartups 100',
      'PidFile none',
      'Subsystem sftp internal-sftp',
      ...extra_lines,
      '',
    ].join('\n'),
  );
  let child: ChildProcess | null = null;
  const start = async () => {
    child = spawn(sshdPath, ['-D', '-e', '-f', join(directory, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child?.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Server listening')) resolve();
      });
      child?.once('exit', () => reject(new Error(`sshd ended: ${said}`)));
    });
  };
  const end = async () => {
    const old = child;
    child = null;
    if (!old || old.exitCode !== null) return;
    old.removeAllListeners('exit');
    const ended = once(old, 'exit');
    old.kill();
    await ended;
  };
  await start();
  return {
    host: '127.0.0.1',
    port,
    username,
    directory,
    key: (name) => readFileSync(join(directory, name), 'utf8'),
    addKey: (name, ...args) => {
      const text = keygen(name, ...args);
      authorize(readFileSync(join(directory, `${name}.pub`), 'utf8').trim());
      return text;
    },
    authorize,
    async restart({ new_host_key = false } = {}) {
      await end();
      if (new_host_key) {
        rmSync(join(directory, 'host'));
        keygen('host', '-t', 'ed25519', '-N', '');
      }
      await start();
    },
    async stop() {
      await end();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
