import type { Evidence } from '@moltbot-ops/sdk/types';
import { type PlanStep, StepError } from '../../../jobs/plan.ts';
import { type DockerEngine, EngineError, type ImageReading } from '../../../ports/docker-engine.ts';
import { type AnyContext, type Docker, engineOf, withEngine } from './docker-plan.ts';

/** The image by its digest, whatever its tag points to by now. */
export function pullImage<Params>(docker: Docker): PlanStep<Params> {
  return {
    step: 'pull_image',
    title: 'Get the image',
    cancel: 'now',
    async check(context) {
      const digest = digestOf(docker, context);
      if (digest === null) return null;
      const engine = await engineOf(docker, context);
      const held = await withEngine(() => findImage(docker, engine, digest, context.signal));
      return held === null ? null : keep(docker, context, digest, held, 'on this engine already');
    },
    async run(context) {
      const engine = await engineOf(docker, context);
      const digest = digestOf(docker, context) ?? (await resolveDigest(docker, context, engine));
      const held = await withEngine(() => findImage(docker, engine, digest, context.signal));
      if (held !== null) return keep(docker, context, digest, held, 'on this engine already');
      await context.remember({ image_pulled: pinned(docker, digest) });
      await pull(docker, context, engine, digest);
      const image = await withEngine(() => findImage(docker, engine, digest, context.signal));
      if (image !== null) return keep(docker, context, digest, image, 'pulled');
      throw new StepError('image_unavailable', 'The engine does not have the image that it pulled.', {
        next_step: 'Start the job again; another program may have removed the image.',
        transient: true,
      });
    },
    async undo(context) {
      const { image_pulled } = context.facts;
      if (typeof image_pulled !== 'string') return [];
      const engine = await engineOf(docker, context);
      try {
        await withEngine(() => engine.removeImage(image_pulled));
      } catch (error) {
        // Another container uses it by now.
        if (error instanceof StepError && error.code === 'docker_conflict') return [];
        throw error;
      }
      await context.remember({ image_pulled: null });
      return [{ label: 'removed', value: image_pulled }];
    },
    remains: ({ facts }) =>
      typeof facts.image_pulled === 'string' ? [`The image ${facts.image_pulled}, which another container uses.`] : [],
  };
}

const nameOf = ({ target: { reference } }: Docker): string => reference.slice(0, reference.lastIndexOf(':'));
const pinned = (docker: Docker, digest: string): string => `${nameOf(docker)}@${digest}`;

function digestOf({ target }: Docker, { facts }: AnyContext): string | null {
  return target.digest ?? (typeof facts.image_digest === 'string' ? facts.image_digest : null);
}

/** By the registry's digest, else as the id of an image that no registry is known to have. */
async function findImage(
  docker: Docker,
  engine: DockerEngine,
  digest: string,
  signal: AbortSignal,
): Promise<ImageReading | null> {
  const by_digest = await engine.readImage(pinned(docker, digest), { signal });
  if (by_digest !== null) return by_digest;
  const by_id = await engine.readImage(digest, { signal });
  return by_id?.id === digest ? by_id : null;
}

async function resolveDigest(docker: Docker, context: AnyContext, engine: DockerEngine): Promise<string> {
  const { reference } = docker.target;
  const held = await withEngine(() => engine.readImage(reference, { signal: context.signal }));
  try {
    return await engine.readDigest(reference, { signal: context.signal });
  } catch (error) {
    if (held === null || !(error instanceof EngineError) || error.failure === 'unreachable')
      return withEngine(() => Promise.reject(error));
    context.output(`The registry gives no digest (${error.message}); the image on this engine is used.`);
    return held.id;
  }
}

async function pull(docker: Docker, context: AnyContext, engine: DockerEngine, digest: string): Promise<void> {
  const { signal } = context;
  const tell = (share: number | null, line: string) => {
    context.progress(share, share === null ? 'Asking for the image' : 'Fetching and unpacking layers');
    if (/: (Pull complete|Already exists)$|^(Digest|Status): /.test(line)) context.output(line);
  };
  await withEngine(() => engine.pull(pinned(docker, digest), tell, { signal }));
}

async function keep(
  docker: Docker,
  context: AnyContext,
  digest: string,
  image: ImageReading,
  how: string,
): Promise<Evidence[]> {
  const tag = docker.target.reference.slice(nameOf(docker).length + 1);
  const from_registry = image.digests.includes(pinned(docker, digest));
  await context.remember({
    image_digest: digest,
    image_id: image.id,
    image: from_registry ? pinned(docker, digest) : docker.target.reference,
    version: image.version ?? tag,
  });
  return [
    { label: 'image', value: `${docker.target.reference}, ${how}` },
    { label: from_registry ? 'digest' : 'image id (no registry vouches for it)', value: digest },
    { label: 'version', value: image.version ?? `${tag} (its tag; the image names none)` },
  ];
}
