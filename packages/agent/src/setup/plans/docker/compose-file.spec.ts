import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toCreateOptions } from '../../../adapters/docker-container-options.ts';
import { runtimeProfiles } from '../../../gateway/profiles.ts';
import type { EngineReading } from '../../../ports/docker-engine.ts';
import { makeComposeFile } from './compose-file.ts';
import { makeContainerSpec, planHash } from './container-spec.ts';

const engine = {
  version: '20.10.24',
  api_version: '1.41',
  os: 'linux',
  arch: 'amd64',
  root_directory: '/var/lib/docker',
  storage_driver: 'overlay2',
  rootless: false,
  remaps_users: false,
  cgroup_version: '2',
  memory_bytes: 2 * 1024 ** 3,
  cpus: 4,
  limits: { memory: true, cpu: true, pids: true },
};
const [profile] = runtimeProfiles;
const make = (command: string[], entrypoint: string[] = ['tini', '-s', '--'], more: Partial<EngineReading> = {}) => {
  if (profile === undefined) throw new Error('the table of runtimes is empty');
  return makeContainerSpec({
    profile,
    name: 'openclaw-gateway',
    image: `openclaw/openclaw@sha256:${'a'.repeat(64)}`,
    image_reading: { entrypoint, command },
    engine: { ...engine, ...more },
    user: '1000:1000',
    state_directory: '/home/o$ps/.openclaw',
    port: 19_001,
    secrets: { OPENCLAW_GATEWAY_TOKEN: 'of-no-use-elsewhere' },
  });
};
const spec = make(['node', 'openclaw.mjs', 'gateway', '--allow-unconfigured']);
const text = await makeComposeFile(spec, '/home/ops/gateway.env', ['OPENCLAW_GATEWAY_TOKEN']);

test('the compose file describes the container that the engine is asked for', () => {
  const service = parse(text).services['openclaw-gateway'];
  const options = JSON.parse(JSON.stringify(toCreateOptions(spec)));
  const { HostConfig } = options;
  expect(service.image).toBe(options.Image);
  expect(service.hostname).toBe(options.Hostname);
  expect(service.user).toBe(options.User);
  expect(service.command).toEqual(options.Cmd);
  expect(service.healthcheck.test).toEqual(options.Healthcheck.Test);
  expect(service.ports).toEqual(['127.0.0.1:19001:19001']);
  expect(HostConfig.PortBindings).toEqual({ '19001/tcp': [{ HostIp: '127.0.0.1', HostPort: '19001' }] });
  expect(service.restart).toBe(HostConfig.RestartPolicy.Name);
  expect([service.mem_limit, service.pids_limit, service.cpus * 1e9]).toEqual([
    HostConfig.Memory,
    HostConfig.PidsLimit,
    HostConfig.NanoCpus,
  ]);
  expect([service.cap_drop, service.security_opt]).toEqual([HostConfig.CapDrop, HostConfig.SecurityOpt]);
  expect(service.logging.options).toEqual(HostConfig.LogConfig.Config);
  expect(service.stop_grace_period).toBe(`${options.StopTimeout}s`);
  expect(service.volumes).toEqual([{ type: 'bind', source: '/home/o$$ps/.openclaw', target: '/home/node/.openclaw' }]);
});

test('no secret stands in the compose file, and every other variable does', () => {
  expect(text).not.toContain('of-no-use-elsewhere');
  const { environment, env_file } = parse(text).services['openclaw-gateway'];
  expect(env_file).toEqual(['/home/ops/gateway.env']);
  expect(Object.keys({ ...environment, OPENCLAW_GATEWAY_TOKEN: '' }).toSorted()).toEqual(
    Object.keys(spec.environment).toSorted(),
  );
});

test('the image’s own command is kept where it starts the gateway, else the program is named', () => {
  const address = ['--bind', 'lan', '--port', '19001'];
  expect(spec.command).toEqual(['node', 'openclaw.mjs', 'gateway', '--allow-unconfigured', ...address]);
  expect(make(['bash'], []).command).toEqual(['openclaw', 'gateway', 'run', ...address]);
  expect(make([], ['/usr/local/bin/openclaw']).command).toEqual(['gateway', 'run', ...address]);
});

test('a container is another one when anything of it is another, its token included', () => {
  const hashes = [spec, { ...spec, pids: 1 }, { ...spec, environment: { ...spec.environment, A: 'b' } }].map(planHash);
  expect(new Set(hashes).size).toBe(3);
  expect(planHash(make(['node', 'openclaw.mjs', 'gateway', '--allow-unconfigured']))).toBe(planHash(spec));
});

test('an engine that maps accounts leaves those of the gateway alone, and others are asked for nothing', async () => {
  const mapped = make(['gateway'], [], { remaps_users: true });
  expect(toCreateOptions(mapped)).toMatchObject({ HostConfig: { UsernsMode: 'host' } });
  const service = parse(await makeComposeFile(mapped, '/x', [])).services['openclaw-gateway'];
  expect(service.userns_mode).toBe('host');
  expect(JSON.stringify([spec, toCreateOptions(spec)])).not.toMatch(/same_users|UsernsMode/);
});
