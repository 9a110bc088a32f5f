// Docker as a way of installing: the preview of its plan, in paths, images and containers, and the plan itself.
import type { ImpactChange } from '@moltbot-ops/sdk/types';
import { runtimeProfiles } from '../gateway/profiles.ts';
import type { JobFacts } from '../jobs/plan.ts';
import type { DockerEngine, EngineReading } from '../ports/docker-engine.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { resolveImage } from './docker-release.ts';
import type { InstallMethod, InstallParams, InstallRequest } from './install-method.ts';
import { installedProfile } from './native-methods.ts';
import { labels } from './plans/docker/container-spec.ts';
import { nameTaken } from './plans/docker/create-container.ts';
import {
  type DockerLayout,
  type DockerParts,
  type DockerTarget,
  dockerLayout,
  withEngine,
} from './plans/docker/docker-plan.ts';
import { decideOwnership } from './plans/docker/ownership.ts';
import { ownedByOther } from './plans/docker/prepare-state.ts';
import { retireFormer } from './plans/docker/retire-former.ts';
import { dockerPlan } from './plans/docker.ts';

export interface DockerMethodDeps {
  parts: DockerParts;
}

/** What was confirmed, as the plan takes it. An image that only the engine has is named by its tag and its id. */
export function dockerTarget({ profile, channel, version, source, digest, port }: InstallParams): DockerTarget {
  const runtime = runtimeProfiles.find(({ name }) => name === profile) ?? installedProfile();
  const name = source.split('@')[0] ?? source;
  return { profile: runtime, channel, reference: source.includes('@') ? `${name}:${version}` : source, digest, port };
}

const resultNames = [
  'image',
  'image_id',
  'container',
  'compose_path',
  'environment_path',
  'config_path',
  'state_directory',
  'port',
];

/** Versions, digests and paths of a finished plan. */
export function dockerResult(
  facts: JobFacts,
  { channel, source }: Pick<InstallParams, 'channel' | 'source'>,
): JobFacts {
  return {
    method: 'docker',
    channel,
    version: facts.version ?? null,
    source,
    digest: facts.image_digest ?? null,
    service_manager: 'docker',
    ...Object.fromEntries(resultNames.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]]))),
  };
}

export function dockerMethod({ parts }: DockerMethodDeps): InstallMethod {
  return {
    method: 'docker',
    managed: 'docker',
    async look(request, host) {
      const profile = installedProfile();
      const { home } = await host.facts();
      const layout = dockerLayout(profile, home, parts.gatewayEnv(host));
      const engine = parts.engines.open(host, await parts.dockerSocket(host));
      const reading = await withEngine(() => engine.read());
      const { reference, from, digest, ...release } = await resolveImage(engine, { profile, ...request });
      const held = await withEngine(() => engine.readImage(from === 'engine' ? digest : release.source));
      const found = await withEngine(() => engine.readContainer(layout.name));
      const ours = found?.labels[labels.plan] !== undefined && found.labels[labels.port] === String(request.port);
      const present = held !== null && ours && found.image_id === held.id;
      return {
        release: { ...release, digest },
        present,
        holds_port: ours && (found.state === 'running' || found.state === 'restarting'),
        changes: present
          ? []
          : await listChanges(host, layout, { request, engine, reading, reference, pulled: held === null, from }),
        duration_seconds: present ? 10 : held === null ? 180 : 60,
        undo: `docker rm -f ${layout.name}; configuration and state under ${layout.state_directory} stay.`,
      };
    },
    steps: (params) => dockerPlan({ target: dockerTarget(params), parts }),
    last: (params) => [retireFormer({ target: dockerTarget(params), parts })],
    result: dockerResult,
  };
}

interface Seen {
  request: InstallRequest;
  engine: DockerEngine;
  reading: EngineReading;
  reference: string;
  pulled: boolean;
  from: 'registry' | 'engine';
}

async function listChanges(host: HostExecutor, layout: DockerLayout, seen: Seen): Promise<ImpactChange[]> {
  const { request, engine, reading, reference, pulled, from } = seen;
  const owner = decideOwnership(await host.facts(), reading);
  const state = await host.stat(layout.state_directory);
  const state_kept = state !== null;
  if (state_kept && state.uid !== owner.uid) throw ownedByOther(layout, owner, state.uid);
  const environment_kept = (await host.stat(layout.environment_path)) !== null;
  const former = await withEngine(() => engine.readContainer(layout.name));
  if (former !== null && former.labels[labels.plan] === undefined) throw nameTaken(former);
  const unvouched = from === 'engine' ? ' Its registry cannot be asked, so the image of this engine is used.' : '';
  const changes: (ImpactChange | null)[] = [
    pulled
      ? { kind: 'download', target: reference, detail: 'The image, by its digest; several hundred MB.' }
      : unvouched === ''
        ? null
        : { kind: 'run', target: reference, detail: unvouched.trim() },
    state_kept
      ? null
      : { kind: 'create', target: layout.state_directory, detail: `State of the gateway, for uid ${owner.uid}.` },
    state_kept
      ? null
      : { kind: 'write', target: layout.config_path, detail: 'The least configuration; no secret in it.' },
    environment_kept
      ? null
      : { kind: 'write', target: layout.environment_path, detail: 'A new token, readable for this account alone.' },
    { kind: 'write', target: layout.compose_path, detail: 'The same container as a compose file; it is yours.' },
    former === null
      ? null
      : { kind: 'remove', target: layout.name, detail: 'The former container, once the new one is ready.' },
    { kind: 'create', target: layout.name, detail: 'The container: limits, no privileges, restarted unless stopped.' },
    { kind: 'open', target: `127.0.0.1:${request.port}`, detail: 'The gateway is published here, on loopback only.' },
    { kind: 'start', target: layout.name, detail: 'Starts the gateway and waits until it is ready.' },
  ];
  return changes.filter((one) => one !== null);
}
