import { dirname } from 'node:path';
import type { Evidence } from '@moltbot-ops/sdk/types';
import JSON5 from 'json5';
import { numberOf, objectOf, textOf } from '../../../gateway/values.ts';
import { type PlanStep, StepError } from '../../../jobs/plan.ts';
import { makeOwnDirectory, removeOwnDirectories } from '../native/native-plan.ts';
import { type AnyContext, type Docker, type DockerLayout, engineOf, layoutOf, withEngine } from './docker-plan.ts';
import { decideOwnership, type Ownership } from './ownership.ts';

const config_bytes_max = 4 * 1024 ** 2;

/** State directory for the image's account and the least configuration that starts. What is there is kept as it is. */
export function prepareState<Params>(docker: Docker): PlanStep<Params> {
  return {
    step: 'prepare_state',
    title: 'Prepare the state directory',
    cancel: 'after',
    async check(context) {
      const layout = await layoutOf(docker, context);
      const owner = await ownerOf(docker, context);
      const stat = await context.host.stat(layout.state_directory);
      if (stat === null) return null;
      const half_made = context.facts.state_made === true;
      if (stat.kind !== 'directory' || (stat.uid !== owner.uid && !half_made))
        throw ownedByOther(layout, owner, stat.uid);
      if (stat.uid !== owner.uid || (await context.host.stat(layout.config_path)) === null) return null;
      return keep(docker, context, layout, owner);
    },
    async run(context) {
      const layout = await layoutOf(docker, context);
      const owner = await ownerOf(docker, context);
      const is_new = (await context.host.stat(layout.state_directory)) === null;
      const { port } = docker.target;
      const { state_directory, config_path } = layout;
      const made = { ...(is_new ? { state_made: true } : {}), config_made: true };
      await context.remember({ state_directory, state_owner: sayOwner(owner), config_path, port, ...made });
      await make(docker, context, layout, owner);
      return [
        { label: 'state', value: `${state_directory} (0700, uid ${owner.uid})` },
        { label: 'configuration', value: `${config_path} (0600); its token is in the environment file` },
      ];
    },
    async undo(context) {
      const layout = await layoutOf(docker, context);
      const { state_made, config_made } = context.facts;
      if (state_made !== true && config_made !== true) return [];
      const path = state_made === true ? layout.state_directory : layout.config_path;
      await context.host.remove(path);
      await removeOwnDirectories(context);
      return [{ label: 'removed', value: path }];
    },
  };
}

async function ownerOf(docker: Docker, context: AnyContext): Promise<Ownership> {
  const engine = await engineOf(docker, context);
  return decideOwnership(await context.host.facts(), await withEngine(() => engine.read()));
}

/** Somebody else's state, which the gateway could not write. */
export function ownedByOther({ state_directory }: DockerLayout, { uid, gid }: Ownership, found: number): StepError {
  return new StepError(
    'volume_denied',
    `${state_directory} belongs to uid ${found}, and the gateway in its container runs as uid ${uid}, so it could not write there.`,
    {
      next_step: `Stop what uses it, then as root: \`chown -R ${uid}:${gid} ${quoted(state_directory)}\`. Or move the directory aside.`,
    },
  );
}

const sayOwner = ({ uid, gid }: Ownership): string => `${uid}:${gid}`;

/** For a command that somebody copies. */
export const quoted = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

async function make(docker: Docker, context: AnyContext, layout: DockerLayout, owner: Ownership): Promise<void> {
  const { host } = context;
  const { state_directory, config_path } = layout;
  const { uid, gid, given } = owner;
  const { port } = docker.target;
  // Published ports reach the container by its own network, so it listens there; the host publishes on loopback only.
  const gateway = {
    mode: 'local',
    port,
    bind: 'lan',
    auth: { mode: 'token' },
    controlUi: { allowedOrigins: [`http://localhost:${port}`, `http://127.0.0.1:${port}`] },
  };
  const text = `${JSON.stringify({ gateway }, null, 2)}\n`;
  if (given) {
    const stat = await host.stat(state_directory);
    await makeOwnDirectory(context, dirname(state_directory), 0o755);
    // What was made and could not be given away any more.
    if (stat !== null && stat.uid !== uid) await host.remove(state_directory);
    await host.makeDirectory(state_directory, { mode: 0o700, uid, gid });
    await host.writeFile(config_path, text, { mode: 0o600, uid, gid });
    return;
  }
  await makeOwnDirectory(context, state_directory, 0o700);
  await host.writeFile(config_path, text, { mode: 0o600 });
}

async function keep(docker: Docker, context: AnyContext, layout: DockerLayout, owner: Ownership): Promise<Evidence[]> {
  const gateway = objectOf(await readGatewayPart(context, layout.config_path));
  const { state_directory, config_path } = layout;
  const port = numberOf(gateway.port) ?? docker.target.port;
  const mode = textOf(gateway.mode);
  if (mode !== null && mode !== 'local')
    throw new StepError(
      'existing_config_unusable',
      `${config_path} says gateway.mode ${mode}, so nothing would start.`,
      {
        next_step: 'Set gateway.mode to "local" in it, or move the file aside and let a new one be written.',
      },
    );
  await context.remember({ state_directory, state_owner: sayOwner(owner), config_path, port });
  return [
    { label: 'state', value: `${state_directory} (uid ${owner.uid}) is kept` },
    { label: 'configuration', value: `${config_path} is kept as it is` },
    ...(port === docker.target.port ? [] : [{ label: 'port', value: `${port}, as that configuration says` }]),
  ];
}

async function readGatewayPart({ host }: AnyContext, config_path: string): Promise<unknown> {
  try {
    const text = (await host.readFile(config_path, config_bytes_max)).toString('utf8');
    return objectOf(JSON5.parse(text)).gateway;
  } catch (error) {
    throw new StepError('existing_config_unusable', `${config_path} cannot be read or is not valid JSON5.`, {
      next_step: 'Mend it, or move the file aside and let a new one be written.',
      cause: error,
    });
  }
}
