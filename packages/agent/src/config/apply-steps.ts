// The steps of a change: keep the former file → place new secrets → write in one move → see the gateway take it up → prove
// that it is well. Whatever fails, the former bytes come back and the gateway with them. Ended anywhere by force, the next
// run finds on disk how far it came. Never: a half-written file, or a gateway left down by a change.
import { posix } from 'node:path';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { changedMeanwhile } from './apply-codes.ts';
import {
  type ApplyContext,
  type ApplyParams,
  type ApplyStep,
  type ApplyStepsDeps,
  saw,
  stagedOf,
} from './apply-context.ts';
import { keepLiveStep, patchStep } from './apply-live.ts';
import type { FormerConfig } from './apply-vault.ts';
import { demandSamePlaces, writeStep } from './apply-write.ts';
import { type ConfigContent, readConfigContent } from './read.ts';
import { dotenvPath } from './secrets.ts';
import { addToDotenv, takeFromDotenv } from './secrets-place.ts';

const dotenv_bytes_max = 1024 * 1024;

/** Through the file where it can be reached, else through the gateway's connection. */
export function applySteps(deps: ApplyStepsDeps, params: ApplyParams): ApplyStep[] {
  const [keep, write] = params.is_remote ? [keepLiveStep(deps), patchStep(deps)] : [keepStep(deps), writeStep(deps)];
  const move = params.new_port === null ? [] : [moveStep(deps, params.new_port)];
  return [keep, placeStep(deps), write, takeUpStep(deps), ...move, verifyStep(deps), clearStep(deps)];
}

function keepStep(deps: ApplyStepsDeps): ApplyStep {
  const { vault, hand } = deps;
  return {
    step: 'keep_former',
    title: 'Keep the present configuration',
    cancel: 'now',
    async run(context) {
      const { params, host } = context;
      const content = await readConfigContent(host, params.config_path);
      const staged = await stagedOf(deps, context);
      if (content.hash !== params.base_hash) throw changedMeanwhile();
      demandSamePlaces(content, params);
      const live = params.is_running ? await hand.read() : null;
      const failing = params.is_running ? await hand.failing() : [];
      const up = live?.channels.filter(({ state }) => state === 'up').map(({ channel }) => channel) ?? [];
      await context.remember({ live_hash: live?.config.hash ?? null, failing, up, backup_id: params.backup_id });
      await vault.keepFormer(params.backup_id, await formerOf(context, content, deps.clock.now()));
      await vault.stage(context.job_id, staged);
      return [saw('former configuration', content.hash ?? 'none'), saw('kept as', params.backup_id)];
    },
    // The last to be taken back: nothing administers the gateway after it.
    async undo({ job_id, params, host }) {
      hand.close();
      await vault.removeStaged(job_id);
      const former = await vault.readFormer(params.backup_id);
      const content = await readConfigContent(host, params.config_path);
      // What could not be put back is not thrown away either.
      if (former !== null && content.hash !== former.hash) return [saw('kept', params.backup_id)];
      await vault.removeFormer(params.backup_id);
      return [];
    },
  };
}

async function formerOf({ host, params }: ApplyContext, content: ConfigContent, now_ms: number): Promise<FormerConfig> {
  const { path, real_path, exists, text, hash, owner } = content;
  const files = (params.included ?? []).map((write) => {
    const file = content.files.get(write.path);
    if (file === undefined) throw changedMeanwhile();
    const { mode, uid, gid } = file.owner ?? { mode: 0o600, uid: null, gid: null };
    return { path: write.path, real_path: write.real_path, text: file.text, mode, uid, gid };
  });
  const facts = { path, real_path, exists, text, hash, at: new Date(now_ms).toISOString(), files };
  if (owner !== null) return { ...facts, ...owner };
  // A first configuration belongs to whom its directory belongs to.
  const directory = await host.stat(posix.dirname(real_path)).catch(() => null);
  return { ...facts, mode: 0o600, uid: directory?.uid ?? null, gid: directory?.gid ?? null };
}

function placeStep(deps: ApplyStepsDeps): ApplyStep {
  const { hand } = deps;
  return {
    step: 'place_secrets',
    title: 'Keep new secrets outside of the file',
    cancel: 'after',
    async check({ params }) {
      const count = params.store_names.length + params.env_names.length;
      return count === 0 ? [saw('new secrets', 'none that go elsewhere')] : null;
    },
    async run(context) {
      const { params, host } = context;
      const { placements } = await stagedOf(deps, context);
      for (const { target, name, value } of placements) {
        if (target === 'store') await hand.request('secrets.store.set', { name, value, kind: 'secret' });
      }
      if (params.env_names.length > 0) {
        const path = dotenvPath(params.state_directory);
        const text = await readDotenv(host, path);
        const clean = takeFromDotenv(text ?? '', params.env_names);
        const bytes = placements.map((one) => ({ ...one, value: Buffer.from(one.value).toString('latin1') }));
        await writeDotenv(host, params, addToDotenv(clean, bytes));
      }
      return [saw('kept as', placements.map(({ target, name }) => `${target}:${name}`).join(', '))];
    },
    async undo({ params, host }) {
      for (const name of params.store_names) await hand.request('secrets.store.delete', { name });
      const text = params.env_names.length > 0 ? await readDotenv(host, dotenvPath(params.state_directory)) : null;
      if (text !== null) await writeDotenv(host, params, takeFromDotenv(text, params.env_names));
      return [];
    },
  };
}

/** Null where there is none. One that cannot be read is no empty one: what stands in it would be lost. */
async function readDotenv(host: HostExecutor, path: string): Promise<string | null> {
  try {
    // Byte by byte: what others wrote need not be UTF-8.
    return (await host.readFile(path, dotenv_bytes_max)).toString('latin1');
  } catch (error) {
    if (error instanceof HostError && error.failure === 'missing') return null;
    throw error;
  }
}

async function writeDotenv(host: HostExecutor, params: ApplyParams, text: string): Promise<void> {
  const path = dotenvPath(params.state_directory);
  const stat = (await host.stat(path)) ?? (await host.stat(params.state_directory));
  const owner = stat === null ? {} : { uid: stat.uid, gid: stat.gid };
  await host.writeFile(path, Buffer.from(text, 'latin1'), { mode: 0o600, ...owner });
}

function takeUpStep({ hand, maskProse }: ApplyStepsDeps): ApplyStep {
  return {
    step: 'take_up',
    title: 'See the gateway take it up',
    cancel: 'after',
    tries: 1,
    async check({ params }) {
      return params.is_running ? null : [saw('gateway', 'does not run; it reads the configuration when it starts')];
    },
    async run(context) {
      const { params, facts, signal } = context;
      const live = await hand.takeUp({
        before: typeof facts.live_hash === 'string' ? facts.live_hash : null,
        restarts: params.restarts,
        reload_is_off: params.reload_is_off,
        signal,
        maskProse,
        progress: (message) => context.progress(null, message),
      });
      return [saw('in force', live.config.hash ?? 'yes'), saw('boot', live.boot_id)];
    },
  };
}

/** A gateway may restart within its process, and the port that its process took stays with it. */
function moveStep({ hand }: ApplyStepsDeps, port: number): ApplyStep {
  return {
    step: 'move_port',
    title: 'Have it listen on its new port',
    cancel: 'after',
    tries: 1,
    async check({ params }) {
      if (!params.is_running) return [saw('gateway', 'does not run; it takes the port when it starts')];
      return (await hand.answersOn(port)) ? [saw('listens on', String(port))] : null;
    },
    async run({ signal, remember }) {
      if (await hand.moveTo(port, signal)) return [saw('stopped and started, listens on', String(port))];
      await remember({ port_waits: true });
      return [saw('port', `${port} waits until the gateway is stopped and started by whoever keeps it`)];
    },
  };
}

function verifyStep({ hand }: ApplyStepsDeps): ApplyStep {
  return {
    step: 'verify_gateway',
    title: 'Prove that the gateway is well',
    cancel: 'after',
    tries: 1,
    async check({ params }) {
      return params.is_running ? null : [saw('gateway', 'does not run')];
    },
    async run({ params, facts, signal }) {
      const failing = Array.isArray(facts.failing) ? facts.failing.map(String) : [];
      const up = Array.isArray(facts.up) ? facts.up.map(String) : [];
      const ready = await hand.becomeReady(failing, signal);
      const channels = await hand.regainChannels(up, (channel) => params.gives_up.includes(channel), signal);
      return [saw('gateway', ready), saw('channels up', channels)];
    },
  };
}

function clearStep({ vault, hand }: ApplyStepsDeps): ApplyStep {
  return {
    step: 'clear_up',
    title: 'Clear up',
    cancel: 'after',
    async run({ job_id, params }) {
      hand.close();
      await vault.removeStaged(job_id);
      if (!params.keeps_backup) await vault.removeFormer(params.backup_id);
      await vault.prune();
      return [saw('backup', params.keeps_backup ? params.backup_id : 'none kept')];
    },
  };
}
