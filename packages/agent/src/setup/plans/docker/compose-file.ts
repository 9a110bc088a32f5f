import type { ContainerSpec } from '../../../ports/docker-engine.ts';

/** A dollar begins a variable in a compose file. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

/**
 * The same container as a compose file that its owner may keep, change and use instead. The secrets stay in the
 * environment file; `secret_names` says which variables those are.
 */
export async function makeComposeFile(
  spec: ContainerSpec,
  environment_path: string,
  secret_names: readonly string[],
): Promise<string> {
  // A large library for one small file: it is read where that file is made.
  const { stringify } = await import('yaml');
  const environment = Object.entries(spec.environment).filter(([name]) => !secret_names.includes(name));
  const { healthcheck } = spec;
  const service = {
    image: spec.image,
    container_name: spec.name,
    hostname: spec.hostname,
    ...(spec.command === null ? {} : { command: spec.command.map(literal) }),
    user: spec.user,
    env_file: [literal(environment_path)],
    environment: Object.fromEntries(environment.map(([name, value]) => [name, literal(value)])),
    ports: spec.ports.map(({ host, container }) => `127.0.0.1:${host}:${container}`),
    volumes: spec.binds.map(({ host, container, read_only }) => ({
      type: 'bind',
      source: literal(host),
      target: literal(container),
      ...(read_only ? { read_only } : {}),
    })),
    labels: Object.fromEntries(Object.entries(spec.labels).map(([name, value]) => [name, literal(value)])),
    restart: spec.restart,
    init: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    ...(spec.memory_bytes === null ? {} : { mem_limit: spec.memory_bytes }),
    ...(spec.cpus === null ? {} : { cpus: spec.cpus }),
    ...(spec.pids === null ? {} : { pids_limit: spec.pids }),
    stop_grace_period: `${spec.stop_timeout_s}s`,
    ...(healthcheck === null
      ? {}
      : {
          healthcheck: {
            test: ['CMD', ...healthcheck.test.map(literal)],
            interval: `${healthcheck.interval_s}s`,
            timeout: `${healthcheck.timeout_s}s`,
            start_period: `${healthcheck.start_period_s}s`,
            retries: healthcheck.retries,
          },
        }),
    logging: {
      driver: 'json-file',
      options: { 'max-size': `${spec.log.size_mib}m`, 'max-file': String(spec.log.files) },
    },
    ...(spec.same_users === true ? { userns_mode: 'host' } : {}),
    network_mode: 'bridge',
  };
  const head = [
    '# The gateway’s container as MoltBot Ops made it. The file is yours: to run it by Compose instead, remove the',
    `# container first (docker rm -f ${spec.name}), then: docker compose up -d`,
    '',
  ].join('\n');
  return `${head}${stringify({ version: '2.4', services: { [spec.name]: service } }, { lineWidth: 0 })}`;
}
