import type {
  ContainerMount,
  ContainerReading,
  ContainerSurroundings,
  EngineReading,
  ImageReading,
  PortPublisher,
} from '../ports/docker-engine.ts';

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {}); // checked here
const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const textMap = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])),
  );

export function parseEngine(version_answer: unknown, info_answer: unknown): EngineReading {
  const version = fieldsOf(version_answer);
  const info = fieldsOf(info_answer);
  return {
    version: text(version.Version, 'unknown'),
    api_version: text(version.ApiVersion, 'unknown'),
    os: text(version.Os, 'linux'),
    arch: text(version.Arch, 'unknown'),
    root_directory: text(info.DockerRootDir, '/var/lib/docker'),
    storage_driver: text(info.Driver, 'unknown'),
    rootless: texts(info.SecurityOptions).some((one) => one.includes('rootless')),
    remaps_users: texts(info.SecurityOptions).some((one) => one.includes('name=userns')),
    cgroup_version: text(info.CgroupVersion, '1'),
    memory_bytes: number(info.MemTotal),
    cpus: number(info.NCPU),
    limits: {
      memory: info.MemoryLimit !== false,
      cpu: info.CpuCfsQuota !== false,
      pids: info.PidsLimit !== false,
    },
  };
}

export function parseImage(answer: unknown): ImageReading {
  const image = fieldsOf(answer);
  const config = fieldsOf(image.Config);
  return {
    id: text(image.Id),
    tags: texts(image.RepoTags),
    digests: texts(image.RepoDigests),
    size_bytes: number(image.Size),
    version: textMap(config.Labels)['org.opencontainers.image.version'] ?? null,
    entrypoint: texts(config.Entrypoint),
    command: texts(config.Cmd),
  };
}

const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;
const healths = ['healthy', 'unhealthy', 'starting'] as const;

export function parseContainer(answer: unknown): ContainerReading {
  const container = fieldsOf(answer);
  const state = fieldsOf(container.State);
  const pid = number(state.Pid);
  return {
    id: text(container.Id),
    name: text(container.Name).replace(/^\//, ''),
    image_id: text(container.Image),
    labels: textMap(fieldsOf(container.Config).Labels),
    state: states.find((one) => one === state.Status) ?? 'dead',
    health: healths.find((one) => one === fieldsOf(state.Health).Status) ?? null,
    exit_code: number(state.ExitCode),
    out_of_memory: state.OOMKilled === true,
    restarts: number(container.RestartCount),
    pid: pid > 0 ? pid : null,
    started_at: text(state.StartedAt) || null,
    error: text(state.Error).slice(0, 1_000),
  };
}

export function parseSurroundings(answer: unknown): ContainerSurroundings {
  const container = fieldsOf(answer);
  const [config, host] = [fieldsOf(container.Config), fieldsOf(container.HostConfig)];
  const pairs = texts(config.Env).filter((pair) => pair.indexOf('=') > 0);
  return {
    id: text(container.Id),
    image_id: text(container.Image),
    is_running: fieldsOf(container.State).Running === true && fieldsOf(container.State).Restarting !== true,
    user: text(config.User),
    directory: text(config.WorkingDir),
    env: Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
    mounts: (Array.isArray(container.Mounts) ? container.Mounts.map(fieldsOf) : []).flatMap(parseMount),
    network: text(host.NetworkMode, 'default'),
    users: text(host.UsernsMode),
  };
}

function parseMount({ Type, Source, Name, Destination }: Fields): ContainerMount[] {
  const target = text(Destination);
  if (Type === 'bind') return [{ type: 'bind', source: text(Source), target }];
  return Type === 'volume' ? [{ type: 'volume', source: text(Name), target }] : [];
}

/** Of a list of containers, the one whose port within is published as that port. */
export function parsePublisher(answer: unknown, host_port: number): PortPublisher | null {
  for (const one of Array.isArray(answer) ? answer.map(fieldsOf) : []) {
    const ports = Array.isArray(one.Ports) ? one.Ports.map(fieldsOf) : [];
    const port = ports.find(({ PublicPort, Type }) => PublicPort === host_port && Type === 'tcp');
    const name = texts(one.Names)[0]?.replace(/^\//, '') ?? text(one.Id);
    if (port !== undefined && name !== '')
      return { name, container_port: number(port.PrivatePort), labels: textMap(one.Labels) };
  }
  return null;
}
