// Another machine as a host, over one SSH connection at a time that is opened anew when it was lost. Credentials live in
// this closure until `close` and nowhere else. A machine that once refused is not asked again.
import {
  type Forward,
  HostError,
  type HostExecutor,
  type HostFacts,
  type RunOptions,
  type RunResult,
} from '../ports/host-executor.ts';
import { type HostKey, nameTarget, type SshCredential, type SshDialer, type SshTarget } from '../ports/ssh.ts';
import { checkPath, checkPort } from './host-paths.ts';
import { type ConnectTiming, connect, readHostKey, usualTiming } from './ssh-connect.ts';
import { createRemoteFiles } from './ssh-files.ts';
import { listenForward } from './ssh-forward.ts';
import { generateKeyPair } from './ssh-keys.ts';
import { createSshLine, type SshLine } from './ssh-line.ts';
import { reachPort, reachSocket } from './ssh-reach.ts';
import { notRun, runOverSsh } from './ssh-run.ts';
import { openTunnel } from './ssh-tunnel.ts';

const minimalPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const tool_timeout_ms = 300_000;

/** Reaches machines over SSH. */
export function createSsh2Dialer(timing: ConnectTiming = usualTiming): SshDialer {
  return {
    readHostKey: (address) => readHostKey(address, timing),
    open: (target, credential, pin) => openSshHost(target, credential, pin, timing),
    openTunnel: (target, credential, pin) => openTunnel(() => connect(target, credential, pin, timing)),
    generateKeyPair: async (comment) => generateKeyPair(comment),
  };
}

async function openSshHost(
  target: SshTarget,
  credential: SshCredential,
  pin: HostKey | null,
  timing: ConnectTiming,
): Promise<HostExecutor> {
  const line = createSshLine(() => connect(target, credential, pin, timing));
  const closing = new AbortController();
  const run = async (argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> => {
    const signal = AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])]);
    if (signal.aborted) return notRun('it was called off.', false);
    try {
      const env = { PATH: minimalPath, LANG: 'C.UTF-8', ...options.env };
      return await runOverSsh(line, argv, { ...options, env, signal });
    } catch (error) {
      // Also where the machine refused to be connected to once more: a code is its word on that.
      const isLost = error instanceof HostError && (error.failure === 'lost' || error.code !== null);
      return notRun(error instanceof Error ? error.message : 'unknown', isLost);
    }
  };
  let facts: HostFacts;
  try {
    await line.client();
    facts = await readFacts(run);
    await line.sftp();
  } catch (error) {
    await line.close();
    throw error;
  }
  return {
    key: `ssh:${nameTarget(target)}`,
    label: nameTarget(target),
    facts: async () => facts,
    run,
    ...createRemoteFiles({
      sftp: line.sftp,
      run: (argv) => run(argv, { timeout_ms: tool_timeout_ms }),
      home: () => facts.home,
    }),
    openForward: (remote_port) => openForward(line, remote_port),
    openSocket: async (path) => reachSocket(line, checkPath(path)),
    close: async () => {
      closing.abort();
      await line.close();
    },
  };
}

async function openForward(line: SshLine, remote_port: number): Promise<Forward> {
  checkPort(remote_port);
  await line.client();
  const forward = await listenForward(() => reachPort(line, remote_port));
  line.atClose(forward.close);
  return forward;
}

const platforms: Record<string, string> = { Linux: 'linux', Darwin: 'darwin', FreeBSD: 'freebsd' };
const architectures: Record<string, string> = { x86_64: 'x64', amd64: 'x64', aarch64: 'arm64', arm64: 'arm64' };
const question = 'uname -s; uname -m; id -u; id -g; id -un; printf "%s\\n" "$HOME"';

async function readFacts(run: HostExecutor['run']): Promise<HostFacts> {
  const { status, stdout, stderr } = await run(['/bin/sh', '-c', question], { timeout_ms: 30_000 });
  const [system = '', machine = '', uid = '', gid = '', user = '', home = ''] = stdout.split('\n');
  if (status !== 0 || !home.startsWith('/') || !/^\d+$/.test(uid)) {
    throw new HostError('unsupported', 'The account signed in but cannot run programs there.', {
      code: 'ssh_no_shell',
      cause: stderr,
    });
  }
  const platform = platforms[system] ?? system.toLowerCase();
  const arch = architectures[machine] ?? machine;
  return { platform, arch, home, user, uid: Number(uid), gid: Number(gid) };
}
