// The program of a gateway that runs in a container: run once from that container's image, beside it and never in it,
// because a second program there takes memory that the gateway may need. It sees the state at the gateway's own paths.
// A check has no network and cannot write; a probe has the gateway's network, and its program keeps notes in the state.
// One run at a time.
import { posix } from 'node:path';
import { profileVariable, type RuntimeProfile } from '../gateway/profiles.ts';
import {
  type ContainerSurroundings,
  type DockerEngine,
  EngineError,
  type ImageReading,
} from '../ports/docker-engine.ts';
import {
  type GatewayProgram,
  ProgramError,
  type ProgramOptions,
  type ProgramResult,
  programVariables,
} from './gateway-program.ts';
import { anchorIncludes } from './includes.ts';
import { candidate_directory } from './leftovers.ts';

/** It takes 120 to 320 MiB (docs/adr/0015-asking-a-gateway-in-a-container.md); beyond this it is ended, and nobody else. */
const memory_bytes = 768 * 1024 ** 2;
const home_directory = '/home/node';

export interface ContainerProgramPlace {
  /** Name of the gateway's container. */
  container: string;
  runtime: RuntimeProfile;
  /** Where its configuration and state lie on this machine, for what people are told. */
  config_path: string;
  state_directory: string;
}

/** Programs that share one queue. */
export function createContainerPrograms(
  openEngine: () => DockerEngine,
): (place: ContainerProgramPlace) => GatewayProgram {
  let last: Promise<unknown> = Promise.resolve();
  return (place) => ({
    key: JSON.stringify(['docker', place.container, place.config_path]),
    run(command, options) {
      const result = last.then(() => ask(openEngine(), place, command, options));
      last = result.catch(() => undefined);
      return result;
    },
  });
}

async function ask(
  engine: DockerEngine,
  place: ContainerProgramPlace,
  command: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  try {
    const like = await engine.readSurroundings(place.container);
    const image = like === null ? null : await engine.readImage(like.image_id);
    if (like === null || image === null) throw new EngineError('missing', 'its container or image is gone');
    return await runBeside(engine, place, { like, image }, command, options);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const why = error.message.replace(/\s+/g, ' ').slice(0, 200);
    throw new ProgramError(`The gateway’s program could not be run from its image (${why.replace(/\.$/, '')}).`, {
      cause: error,
    });
  }
}

interface Likeness {
  like: ContainerSurroundings;
  image: ImageReading;
}

async function runBeside(
  engine: DockerEngine,
  place: ContainerProgramPlace,
  { like, image }: Likeness,
  command: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const { runtime, container } = place;
  const { config, timeout_ms, output_bytes_max } = options;
  const home = like.env.HOME ?? home_directory;
  const state = profileVariable(runtime, like.env, 'STATE_DIR') ?? posix.join(home, runtime.state_directory);
  const path = profileVariable(runtime, like.env, 'CONFIG_PATH') ?? posix.join(state, runtime.config_file);
  const scratch = posix.join('/tmp', candidate_directory);
  const candidate = posix.join(scratch, runtime.config_file);
  const result = await engine.runAside({
    name: `${container}-check`,
    like,
    argv: [...programOf(image, runtime), ...command],
    env: {
      HOME: home,
      ...options.service_env,
      ...like.env,
      XDG_CACHE_HOME: '/tmp/cache',
      ...programVariables(runtime, [state, path], candidate, options),
    },
    file: config === undefined ? null : { path: candidate, text: JSON.stringify(anchorIncludes(config, path)) },
    mounts: like.mounts
      .filter(({ target }) =>
        [state, posix.dirname(path)].some((one) => isWithin(one, target) || isWithin(target, one)),
      )
      .map((mount) => ({ ...mount, read_only: options.probes !== true })),
    network: options.probes === true ? networkOf(like) : 'none',
    memory_bytes,
    timeout_ms,
    output_bytes_max,
  });
  const stdout = result.stdout
    .replaceAll(candidate, place.config_path)
    .replaceAll(scratch, posix.dirname(place.config_path))
    .replaceAll(state, place.state_directory);
  return { ...result, stdout, where: sayWhere(place, like) };
}

const sayWhere = ({ container }: ContainerProgramPlace, { is_running }: ContainerSurroundings): string =>
  `, run once from the image of the container ${container}${is_running ? '' : ', which does not run'}`;

/** What the gateway reaches is what it is to reach. */
const networkOf = ({ id, is_running, network }: ContainerSurroundings): string =>
  is_running ? `container:${id}` : network;

const isWithin = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);

/** The words of the image's command before the gateway's, else its program by name. */
function programOf({ entrypoint, command }: ImageReading, runtime: RuntimeProfile): [string, ...string[]] {
  const [program, ...words] = command.slice(0, Math.max(0, command.indexOf('gateway')));
  if (program !== undefined) return [program, ...words];
  const [first, ...more] = entrypoint;
  return first !== undefined && entrypoint.at(-1)?.split('/').at(-1) === runtime.binary
    ? [first, ...more]
    : [runtime.binary];
}
