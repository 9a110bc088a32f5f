// The two steps of a change that differ where the files are out of reach: what is there is kept as the gateway shows it,
// masked, and the change is sent as a patch. Secrets that a change replaces are seen by nobody and cannot be put back.
import type { Evidence } from '@moltbot-ops/sdk/types';
import { StepError } from '../jobs/plan.ts';
import { sleep } from '../jobs/sleep.ts';
import { changedMeanwhile } from './apply-codes.ts';
import { type ApplyContext, type ApplyStep, type ApplyStepsDeps, saw, stagedOf } from './apply-context.ts';
import { readConfigText } from './edit-text.ts';
import { liveContent } from './live-content.ts';
import { makePatch, makeWayBack } from './live-patch.ts';
import type { ConfigContent } from './read.ts';
import { isEqual, type Tree } from './tree.ts';

async function readLive({ hand }: ApplyStepsDeps, { params, host }: ApplyContext): Promise<ConfigContent | null> {
  const answer = await hand.readRaw();
  return answer === null ? null : liveContent(answer, { config_path: params.config_path }, host);
}

const poll_ms = 200;
/** A gateway that is reading its files anew has done so by then. */
const reread_ms = 5_000;

const treeOf = (text: string): Tree => {
  const reading = readConfigText(text);
  return reading.ok ? reading.config.tree : {};
};

export function keepLiveStep(deps: ApplyStepsDeps): ApplyStep {
  const { vault, hand } = deps;
  return {
    step: 'keep_former',
    title: 'Keep the present configuration, as the gateway shows it',
    cancel: 'now',
    async run(context) {
      const { params, job_id } = context;
      const content = await readLive(deps, context);
      const staged = await stagedOf(deps, context);
      if (content === null || content.hash !== params.base_hash) throw changedMeanwhile();
      const live = await hand.read();
      const up = live?.channels.filter(({ state }) => state === 'up').map(({ channel }) => channel) ?? [];
      const failing = await hand.failing();
      await context.remember({ live_hash: live?.config.hash ?? null, failing, up, backup_id: params.backup_id });
      const facts = { path: content.path, real_path: content.path, exists: true, mode: 0o600, uid: null, gid: null };
      const at = new Date(deps.clock.now()).toISOString();
      await vault.keepFormer(params.backup_id, { ...facts, text: content.text, hash: content.hash, at });
      await vault.stage(job_id, staged);
      return [saw('former configuration', content.hash ?? 'none'), saw('kept without secrets as', params.backup_id)];
    },
    async undo({ job_id, params }) {
      hand.close();
      await vault.removeStaged(job_id);
      await vault.removeFormer(params.backup_id);
      return [];
    },
  };
}

/** Waits until the gateway shows another reading than `former`, for as long as one takes; what it shows by then. */
async function readAnew(
  deps: ApplyStepsDeps,
  context: ApplyContext,
  former: ConfigContent,
): Promise<ConfigContent | null> {
  const until = deps.clock.monotonic() + reread_ms;
  for (;;) {
    const content = await readLive(deps, context);
    const is_over = deps.clock.monotonic() >= until || context.signal.aborted;
    if ((content !== null && content.hash !== former.hash) || is_over) return content;
    await sleep(deps.clock, poll_ms, [context.signal]);
  }
}

export function patchStep(deps: ApplyStepsDeps): ApplyStep {
  const { vault, hand, maskProse } = deps;
  return {
    step: 'write_config',
    title: 'Send the change to the gateway',
    cancel: 'after',
    async check(context) {
      const content = await readLive(deps, context);
      const { text } = await stagedOf(deps, context);
      const is_there = content?.main !== null && isEqual(content?.main?.tree, treeOf(text));
      return is_there ? [saw('configuration', content?.hash ?? 'as wanted')] : null;
    },
    async run(context) {
      const content = await readLive(deps, context);
      const { text } = await stagedOf(deps, context);
      if (content === null || content.hash !== context.params.base_hash) throw changedMeanwhile();
      const patch = makePatch(content.main?.tree ?? {}, treeOf(text));
      const hash = await hand.patch(patch, content.hash, maskProse).catch(async (error: unknown) => {
        // It refuses a base also while it is reading its files anew; what it shows then tells whether it is another one.
        if (!(error instanceof StepError) || error.code !== 'config_conflict') throw error;
        const again = await readAnew(deps, context, content);
        if (!isEqual(again?.main?.tree, content.main?.tree)) throw error;
        return hand.patch(patch, again?.hash ?? content.hash, maskProse);
      });
      return [saw('sent', 'as a patch'), saw('configuration', hash ?? 'taken')];
    },
    async undo(context) {
      const former = await vault.readFormer(context.params.backup_id);
      const content = await readLive(deps, context);
      if (former === null || content === null) return [saw('configuration', 'left as it is')];
      const before = (await hand.read())?.config.hash ?? null;
      const back = makeWayBack(content.main?.tree ?? {}, treeOf(former.text));
      const found: Evidence[] = [];
      if (Object.keys(back.patch).length > 0) {
        await hand.patch(back, content.hash, maskProse);
        found.push(saw('configuration', 'the former one is back'));
      }
      if (back.lost.length > 0) found.push(saw('secrets that stay changed', back.lost.join(', ')));
      const failing = Array.isArray(context.facts.failing) ? context.facts.failing.map(String) : [];
      const expected = {
        ...{ before, restarts: true, reload_is_off: context.params.reload_is_off, maskProse },
        ...{ signal: context.signal, progress: (message: string) => context.progress(null, message) },
      };
      return [...found, saw('gateway', await hand.recover(expected, failing))];
    },
  };
}
