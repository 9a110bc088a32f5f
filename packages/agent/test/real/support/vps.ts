// A rented machine for SSH suites: a container with systemd, sshd, a user bus and the account `ops` (uid 1000), on a
// loopback port. Starts in about five seconds; `stop` removes it with everything in it. See parts.ts for what it needs.
//
//   const vps = await startVps({ sudo: 'free', docker: 'group', node: true });
//   … vps.port, vps.password, vps.private_key_pem, vps.fingerprint … await vps.exec('systemctl', 'is-active', 'ssh');
//   await vps.stop();
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { docker, part } from './parts.ts';

export interface VpsOptions {
  /** What `ops` may do as root: nothing, everything, or everything with the password. */
  sudo?: 'none' | 'free' | 'password';
  /** Docker within: none, for the group of `ops`, or for root only (then `ops` is denied). */
  docker?: 'none' | 'group' | 'root';
  /** A modern Node and npm on the PATH. */
  node?: boolean;
  /** `loginctl enable-linger ops`; true unless said otherwise. */
  linger?: boolean;
  /** Room in the account's HOME, bytes; without it as much as there is. */
  home_bytes?: number;
  /** More `docker run` options, such as `-v` and its value. */
  more?: string[];
}

export interface Vps {
  container: string;
  host: string;
  port: number;
  user: string;
  password: string;
  /** OpenSSH, ed25519, without passphrase. */
  private_key_pem: string;
  /** Of its ed25519 host key, `SHA256:…`. */
  fingerprint: string;
  /** As root, without a shell. */
  exec(...argv: string[]): Promise<string>;
  /** As `ops` with its user bus, without a shell. */
  execAsOps(...argv: string[]): Promise<string>;
  stop(): Promise<void>;
}

const enginePrograms = [
  '/usr/sbin/dockerd',
  '/usr/sbin/docker-proxy',
  '/usr/bin/docker-init',
  '/usr/bin/tini-static',
  '/usr/bin/containerd',
  '/usr/bin/containerd-shim-runc-v2',
  '/usr/sbin/runc',
  '/usr/bin/docker',
];
const certificates = '/etc/ssl/certs/ca-certificates.crt';

/** Starts one and comes back when sshd answers and, where asked for, its Docker engine does. */
export async function startVps(options: VpsOptions = {}): Promise<Vps> {
  const container = await docker('run', '-d', ...runOptions(options), part('vps'));
  const exec = (...argv: string[]): Promise<string> => docker('exec', container, ...argv);
  const stop = async (): Promise<void> => void (await docker('rm', '-fv', container));
  try {
    for (const unit of ['ssh', 'dbus']) await until(() => exec('systemctl', 'is-active', unit));
    const password = randomBytes(9).toString('base64url');
    const key = makeKey();
    await exec('sh', '-c', accountScript(options), 'sh', password, key.public);
    if ((options.docker ?? 'none') !== 'none') await startEngine(exec, options);
    const published = await docker('port', container, '22/tcp');
    const host_key = await exec('cat', '/etc/ssh/ssh_host_ed25519_key.pub');
    return {
      container,
      host: '127.0.0.1',
      port: Number(published.split('\n')[0]?.split(':').at(-1)),
      user: 'ops',
      password,
      private_key_pem: key.private,
      fingerprint: fingerprintOf(host_key),
      exec,
      execAsOps: (...argv) => docker('exec', '-u', 'ops', ...opsEnvironment, container, ...argv),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const opsEnvironment = ['-e', 'HOME=/home/ops', '-e', 'XDG_RUNTIME_DIR=/run/user/1000', '-w', '/home/ops'];

function runOptions({ docker: engine = 'none', node = false, home_bytes, more = [] }: VpsOptions): string[] {
  const tmpfs = ['/run', '/run/lock', '/tmp:exec'];
  if (home_bytes !== undefined) tmpfs.push(`/home/ops:exec,uid=1000,gid=1000,mode=0755,size=${home_bytes}`);
  const mounts = [certificates, ...(engine === 'none' ? [] : enginePrograms)].filter((path) => existsSync(path));
  const npm = join(dirname(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()), '../lib/node_modules/npm');
  return [
    ...['--cgroupns=private', '--cap-add', 'SYS_ADMIN', '-e', 'container=docker', '-p', '127.0.0.1::22'],
    ...tmpfs.flatMap((path) => ['--tmpfs', path]),
    ...mounts.flatMap((path) => ['-v', `${path}:${path}:ro`]),
    ...(node ? ['-v', `${npm}:/usr/local/lib/node_modules/npm:ro`] : []),
    // Room of its own, not on the overlay, lets the inner engine stack layers; what it may do stays short of privileged.
    ...(engine === 'none' ? [] : ['--cap-add', 'NET_ADMIN', '-v', '/var/lib/docker']),
    ...(engine === 'none' ? [] : ['apparmor', 'seccomp', 'systempaths'].flatMap(unconfined)),
    ...more,
  ];
}

const unconfined = (what: string): string[] => ['--security-opt', `${what}=unconfined`];

function accountScript({ sudo = 'none', node = false, linger = true, docker: engine = 'none' }: VpsOptions): string {
  const rule = sudo === 'free' ? 'ops ALL=(ALL) NOPASSWD: ALL' : 'ops ALL=(ALL) ALL';
  return [
    'set -e',
    'echo "ops:$1" | chpasswd',
    'install -d -o ops -g ops -m 0700 /home/ops/.ssh',
    'echo "$2" >/home/ops/.ssh/authorized_keys && chown ops:ops /home/ops/.ssh/authorized_keys',
    'chmod 0600 /home/ops/.ssh/authorized_keys',
    ...(sudo === 'none' ? [] : [`echo '${rule}' >/etc/sudoers.d/ops`, 'chmod 0440 /etc/sudoers.d/ops']),
    ...(node ? ['ln -s /opt/node/bin/node /usr/local/bin/node'] : []),
    ...(node ? ['ln -s /usr/local/lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm'] : []),
    ...(linger ? ['loginctl enable-linger ops'] : []),
    ...(engine === 'group' ? ['groupadd -f docker', 'usermod -aG docker ops'] : []),
  ].join('\n');
}

async function startEngine(exec: Vps['exec'], { docker: engine }: VpsOptions): Promise<void> {
  const registry = part('registry');
  const flags = `--registry-mirror http://${registry} --insecure-registry ${registry} -G ${engine === 'group' ? 'docker' : 'root'}`;
  const writable =
    'for d in /sys/fs/cgroup/*; do [ -L "$d" ] || ! mountpoint -q "$d" || mount -o remount,rw,bind "$d"; done';
  await exec('sh', '-c', writable);
  await exec('systemd-run', '--quiet', '--unit=docker.service', 'sh', '-c', `exec dockerd ${flags}`);
  await until(() => exec('docker', 'version'));
}

function makeKey(): { private: string; public: string } {
  const directory = mkdtempSync(join(tmpdir(), 'vps-key-'));
  try {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', join(directory, 'key')]);
    return {
      private: readFileSync(join(directory, 'key'), 'utf8'),
      public: readFileSync(join(directory, 'key.pub'), 'utf8').trim(),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The same private key as its owner keeps it: encrypted. */
export function lockKey(private_key_pem: string, passphrase: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'vps-key-'));
  try {
    const path = join(directory, 'key');
    writeFileSync(path, private_key_pem, { mode: 0o600 });
    execFileSync('ssh-keygen', ['-q', '-p', '-N', passphrase, '-f', path]);
    return readFileSync(path, 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function fingerprintOf(public_key: string): string {
  const blob = Buffer.from(public_key.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Tries until it succeeds, for two minutes; the last error then. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
