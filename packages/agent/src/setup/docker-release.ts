// From a channel to one exact image: the registry's digest of it, else the image that the engine has already. Nothing is
// downloaded; what is shown here is what the plan later pulls, whatever the tag points to by then.
import type { ResolvedRelease } from '@moltbot-ops/sdk/types';
import type { RuntimeProfile } from '../gateway/profiles.ts';
import { StepError } from '../jobs/plan.ts';
import { type DockerEngine, EngineError } from '../ports/docker-engine.ts';
import { withEngine } from './plans/docker/docker-plan.ts';
import { type Channel, isVersion } from './releases.ts';

/** Tags that the published images move with each release. */
const channel_tags: Readonly<Record<Channel, string>> = { stable: 'latest', beta: 'beta', nightly: 'dev' };

export interface ImageQuery {
  profile: RuntimeProfile;
  channel: Channel;
  /** Instead of the newest of the channel. */
  version: string | null;
}

export interface ResolvedImage extends ResolvedRelease {
  /** Name and tag that were asked for. */
  reference: string;
  /** Digest in the registry, or the image's id where only the engine has it. */
  digest: string;
  /** Where the digest is from. */
  from: 'registry' | 'engine';
}

/** Name and tag of the wanted image. Throws `StepError` for what cannot be a version. */
export function imageReference({ profile, channel, version }: ImageQuery): string {
  if (version !== null && !isVersion(version))
    throw new StepError('release_missing', `${JSON.stringify(version.slice(0, 64))} is no version of the gateway.`, {
      next_step: 'Choose a channel, or a version such as 2026.9.6.',
    });
  // A plus sign cannot stand in a tag.
  const tag = version === null ? channel_tags[channel] : version.replaceAll('+', '-');
  return `${profile.images[0] ?? profile.name}:${tag}`;
}

/** Throws `StepError` with `image_unavailable` and its usual causes where neither registry nor engine has it. */
export async function resolveImage(
  engine: DockerEngine,
  query: ImageQuery,
  signal?: AbortSignal,
): Promise<ResolvedImage> {
  const reference = imageReference(query);
  const name = reference.slice(0, reference.lastIndexOf(':'));
  const tag = reference.slice(reference.lastIndexOf(':') + 1);
  const channel = query.version === null ? query.channel : 'exact';
  const options = signal ? { signal } : {};
  const held = await withEngine(() => engine.readImage(reference, options));
  try {
    const digest = await engine.readDigest(reference, options);
    const same = await engine.readImage(`${name}@${digest}`, options);
    const version = query.version ?? same?.version ?? tag;
    return { channel, version, source: `${name}@${digest}`, digest, reference, from: 'registry' };
  } catch (error) {
    // Without a registry, or where it knows nothing of a name that was given here, the engine's own image serves.
    if (held === null || !(error instanceof EngineError) || error.failure === 'unreachable')
      return withEngine(() => Promise.reject(error));
    const version = query.version ?? held.version ?? tag;
    return { channel, version, source: reference, digest: held.id, reference, from: 'engine' };
  }
}
