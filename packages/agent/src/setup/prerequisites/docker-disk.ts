import { EngineError } from '../../ports/docker-engine.ts';
import { openEngine } from './docker-engine.ts';
import { inGib, type Prerequisite, reading } from './prerequisite.ts';

const gib = 1024 ** 3;
/** The image as it comes and as it is unpacked. */
const bytes_min = 2.5 * gib;
const bytes_low = 6 * gib;

export const dockerDisk: Prerequisite = {
  check: 'docker_disk',
  title: 'Disk of the Docker engine',
  methods: ['docker'],
  timeout_ms: 30_000,
  async look(context) {
    try {
      const { root_directory, limits } = await openEngine(context).read({ signal: context.signal });
      // Docker Desktop keeps its images in a machine of its own.
      if (context.host_facts.platform !== 'linux')
        return { outcome: 'skipped', message: 'Docker keeps its images where this account cannot measure.' };
      const free = await context.host.diskFree(root_directory);
      const evidence = [
        reading(root_directory, `${inGib(free)} free`),
        reading(
          'limits',
          Object.entries(limits)
            .map(([name, held]) => `${name} ${held ? 'yes' : 'no'}`)
            .join(', '),
        ),
      ];
      if (free < bytes_min)
        return {
          outcome: 'blocker',
          message: `${inGib(free)} free where Docker keeps its images, and the gateway’s takes ${inGib(bytes_min)}.`,
          next_step: 'Look at `docker system df`, and free space with `docker image prune`.',
          evidence,
        };
      if (!limits.memory || free < bytes_low)
        return {
          outcome: 'warning',
          message: limits.memory
            ? `${inGib(free)} free where Docker keeps its images: enough now, little for the next version beside it.`
            : 'This engine cannot hold a container to a memory limit, so the gateway is run without one.',
          next_step: limits.memory
            ? 'Free space soon.'
            : 'Turn on the memory cgroup of the kernel, or watch its memory.',
          evidence,
        };
      return { outcome: 'ok', message: 'There is room for the image, and limits are held.', evidence };
    } catch (error) {
      if (error instanceof EngineError)
        return { outcome: 'skipped', message: 'The engine does not answer, see above.' };
      throw error;
    }
  },
};
