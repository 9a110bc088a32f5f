import { everyMethod, inGib, type Prerequisite, type PrerequisiteContext, reading } from './prerequisite.ts';

const gib = 1024 ** 3;
interface Volume {
  label: string;
  path: string;
  /** Below it the installation would fail. */
  bytes_min: number;
  /** Below it logs and sessions soon fill it. */
  bytes_low: number;
}

export const diskSpace: Prerequisite = {
  check: 'disk_space',
  title: 'Disk space',
  methods: everyMethod,
  timeout_ms: 15_000,
  async look(context) {
    const free = await Promise.all(
      volumesOf(context).map(async (volume) => ({ ...volume, bytes: await context.host.diskFree(volume.path) })),
    );
    const evidence = free.map(({ label, path, bytes }) => reading(`${label} (${path})`, `${inGib(bytes)} free`));
    const worst = free.find(({ bytes, bytes_min }) => bytes < bytes_min);
    if (worst !== undefined)
      return {
        outcome: 'blocker',
        message: `${inGib(worst.bytes)} free in ${worst.path}, and the installation takes ${inGib(worst.bytes_min)} there.`,
        next_step: `Free space on that volume (\`df -h ${worst.path}\`), then check again.`,
        evidence,
      };
    const low = free.find(({ bytes, bytes_low }) => bytes < bytes_low);
    if (low !== undefined)
      return {
        outcome: 'warning',
        message: `${inGib(low.bytes)} free in ${low.path}: enough to install, little for logs and sessions.`,
        next_step: 'Free space soon, and choose a short log retention.',
        evidence,
      };
    return { outcome: 'ok', message: 'There is room for the gateway, its state and its logs.', evidence };
  },
};

function volumesOf({ method, gateway_home, profile }: PrerequisiteContext): Volume[] {
  const packaged = method !== 'docker';
  return [
    {
      label: 'home',
      path: gateway_home,
      bytes_min: packaged ? 1.5 * gib : 0.25 * gib,
      bytes_low: packaged ? 4 * gib : 2 * gib,
    },
    { label: 'temporary files and logs', path: profile.log_directory, bytes_min: 0.1 * gib, bytes_low: gib },
  ];
}
