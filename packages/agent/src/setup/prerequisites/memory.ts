import { everyMethod, inGib, type Prerequisite, type PrerequisiteContext, reading } from './prerequisite.ts';

const total_bytes_min = 2 * 1024 ** 3;
const available_bytes_low = 1024 ** 3;

export const memory: Prerequisite = {
  check: 'memory',
  title: 'Memory',
  methods: everyMethod,
  timeout_ms: 10_000,
  async look(context) {
    const { total_bytes, available_bytes } = await readMemory(context);
    const evidence = [
      reading('memory', inGib(total_bytes)),
      ...(available_bytes === null ? [] : [reading('available', inGib(available_bytes))]),
    ];
    // A little less than two whole GiB is what a two-gigabyte machine shows.
    if (total_bytes < total_bytes_min * 0.92)
      return {
        outcome: 'blocker',
        message: `${inGib(total_bytes)} of memory is too little: installing and starting the gateway take more than 2 GiB.`,
        next_step: 'Take a machine with at least 2 GiB, better 4; swap helps the installation, not the gateway.',
        evidence,
      };
    if (available_bytes !== null && available_bytes < available_bytes_low)
      return {
        outcome: 'warning',
        message: `Only ${inGib(available_bytes)} of ${inGib(total_bytes)} is available now; the gateway takes about 0.8 GiB.`,
        next_step: 'Close what needs memory before installing, or the system may end the gateway.',
        evidence,
      };
    return { outcome: 'ok', message: `${inGib(total_bytes)} of memory.`, evidence };
  },
};

async function readMemory(context: PrerequisiteContext) {
  const { host, host_facts, signal } = context;
  if (host_facts.platform === 'darwin') {
    const answer = await host.run(['/usr/sbin/sysctl', '-n', 'hw.memsize'], { timeout_ms: 5_000, signal });
    const total_bytes = Number(answer.stdout.trim());
    if (answer.status !== 0 || !(total_bytes > 0)) throw new Error('the system does not tell its memory');
    return { total_bytes, available_bytes: null };
  }
  const text = (await host.readFile('/proc/meminfo', 64 * 1024)).toString('utf8');
  const bytesOf = (name: string): number | null => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  };
  const machine_bytes = bytesOf('MemTotal');
  if (machine_bytes === null) throw new Error('the system does not tell its memory');
  const limit_bytes = await readLimit(context);
  return {
    total_bytes: Math.min(machine_bytes, limit_bytes ?? machine_bytes),
    available_bytes: bytesOf('MemAvailable'),
  };
}

/** Inside a container the machine's memory is not what one may use. */
async function readLimit({ host }: PrerequisiteContext): Promise<number | null> {
  for (const path of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']) {
    const text = await host.readFile(path, 64).catch(() => null);
    const bytes = Number(text?.toString('utf8').trim());
    if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  }
  return null;
}
