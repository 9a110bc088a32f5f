import type { ContainerSpec } from '../ports/docker-engine.ts';

const nanoseconds = 1_000_000_000;

/** The engine's own form of a container. Loopback publishing and the absence of new privileges are no options. */
export function toCreateOptions(spec: ContainerSpec): Record<string, unknown> {
  const { healthcheck, capabilities } = spec;
  return {
    Image: spec.image,
    Hostname: spec.hostname,
    ...(spec.entrypoint === null ? {} : { Entrypoint: spec.entrypoint }),
    User: spec.user,
    ...(spec.command === null ? {} : { Cmd: spec.command }),
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: spec.labels,
    StopTimeout: spec.stop_timeout_s,
    ExposedPorts: Object.fromEntries(spec.ports.map(({ container }) => [`${container}/tcp`, {}])),
    ...(healthcheck === null
      ? {}
      : {
          Healthcheck: {
            Test: ['CMD', ...healthcheck.test],
            Interval: healthcheck.interval_s * nanoseconds,
            Timeout: healthcheck.timeout_s * nanoseconds,
            StartPeriod: healthcheck.start_period_s * nanoseconds,
            Retries: healthcheck.retries,
          },
        }),
    HostConfig: {
      RestartPolicy: { Name: spec.restart === 'no' ? 'no' : spec.restart },
      PortBindings: Object.fromEntries(
        spec.ports.map(({ host, container }) => [
          `${container}/tcp`,
          [{ HostIp: '127.0.0.1', HostPort: String(host) }],
        ]),
      ),
      // Mounts, unlike binds, are refused when the source is not there, instead of being made as root.
      Mounts: spec.binds.map(({ host, container, read_only }) => ({
        Type: 'bind',
        Source: host,
        Target: container,
        ReadOnly: read_only,
      })),
      ...(spec.same_users === true ? { UsernsMode: 'host' } : {}),
      ...(spec.network ? {} : { NetworkMode: 'none' }),
      ...(spec.memory_bytes === null ? {} : { Memory: spec.memory_bytes }),
      ...(spec.cpus === null ? {} : { NanoCpus: Math.round(spec.cpus * nanoseconds) }),
      ...(spec.pids === null ? {} : { PidsLimit: spec.pids }),
      Init: true,
      CapDrop: ['ALL'],
      CapAdd: capabilities === 'none' ? [] : [...capabilities],
      SecurityOpt: ['no-new-privileges:true'],
      LogConfig: {
        Type: 'json-file',
        Config: { 'max-size': `${spec.log.size_mib}m`, 'max-file': String(spec.log.files) },
      },
    },
  };
}
