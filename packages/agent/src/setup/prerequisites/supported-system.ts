import { type Prerequisite, packageMethods, reading } from './prerequisite.ts';

const known: Readonly<Record<string, readonly string[]>> = { linux: ['x64', 'arm64'], darwin: ['x64', 'arm64'] };
const names: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

export const supportedSystem: Prerequisite = {
  check: 'supported_system',
  title: 'Operating system',
  methods: ['docker', ...packageMethods],
  timeout_ms: 10_000,
  async look({ host, host_facts: { platform, arch }, method, signal }) {
    const name = names[platform] ?? platform;
    const evidence = [reading('system', `${platform} ${arch}`)];
    if (known[platform]?.includes(arch) !== true)
      return {
        outcome: 'blocker',
        message: `${name} on ${arch} is not a system that the gateway’s packages are made for.`,
        next_step: 'Use Linux or macOS on a 64-bit Intel, AMD or ARM machine, or one of those over SSH.',
        evidence,
      };
    if (method === 'brew' && platform !== 'darwin')
      return { outcome: 'warning', message: `Homebrew is at home on macOS; this is ${name}.`, evidence };
    // A C library other than glibc has no Node of the package registry that the gateway runs on.
    if (platform === 'linux' && method !== 'docker' && (await host.stat(`/lib/ld-musl-${muslNames[arch]}.so.1`))) {
      const glibc = await host.run(['getconf', 'GNU_LIBC_VERSION'], { timeout_ms: 5_000, signal });
      if (glibc.status !== 0)
        return {
          outcome: 'blocker',
          message: 'This Linux uses the musl C library, for which there is no Node that the gateway runs on.',
          next_step: 'Choose Docker, or a distribution with glibc such as Debian, Ubuntu or Fedora.',
          evidence,
        };
    }
    return { outcome: 'ok', message: `${name} on ${arch} is supported.`, evidence };
  },
};

const muslNames: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
