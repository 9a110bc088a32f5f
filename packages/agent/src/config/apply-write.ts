// The step that writes, and the way back from it: file by file, each in one move, those that are taken in before the one
// that takes them in. What every file said before is kept by then, so wherever this ends by force, the next run sees from
// the bytes of each one whether it is still to be written or to be put back. Never over what somebody else wrote meanwhile.
import { posix } from 'node:path';
import type { Evidence } from '@moltbot-ops/sdk/types';
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
import { hashText } from './apply-plan.ts';
import type { FormerConfig, FormerFile, StagedConfig } from './apply-vault.ts';
import { text_bytes_max } from './parse.ts';
import { type ConfigContent, hashContent, readConfigContent } from './read.ts';

/** Throws `config_conflict` where a file lies elsewhere than when it was looked at, such as behind a new link. */
export function demandSamePlaces(content: ConfigContent, { real_path, included = [] }: ApplyParams): void {
  const moved = included.some((file) => content.files.get(file.path)?.real_path !== file.real_path);
  if (moved || (real_path !== undefined && content.real_path !== real_path)) throw changedMeanwhile();
}

export function writeStep(deps: ApplyStepsDeps): ApplyStep {
  const { vault } = deps;
  return {
    step: 'write_config',
    title: 'Write the configuration in one move',
    cancel: 'after',
    async check({ host, params }) {
      const content = await readConfigContent(host, params.config_path);
      const included = params.included ?? [];
      const is_written =
        content.exists &&
        hashText(content.text) === params.text_hash &&
        included.every(({ path, text_hash }) => hashText(content.files.get(path)?.text ?? '') === text_hash);
      return is_written ? [saw('configuration', params.new_hash)] : null;
    },
    async run(context) {
      const { host, params } = context;
      const former = await vault.readFormer(params.backup_id);
      const staged = await stagedOf(deps, context);
      const content = await readConfigContent(host, params.config_path);
      if (former === null || formerHash(content, former, params) !== params.base_hash) throw changedMeanwhile();
      demandSamePlaces(content, params);
      const written = await writeIncluded(host, staged, former, params);
      if (!content.exists) await host.makeDirectory(posix.dirname(former.real_path), { mode: 0o700 });
      if (!content.exists || content.text !== staged.text) {
        await host.writeFile(former.real_path, staged.text, ownerOf(former));
        written.push(former.real_path);
      }
      return [...written.map((path) => saw('written', path)), saw('configuration', params.new_hash)];
    },
    undo: (context) => takeBack(deps, context),
  };
}

async function writeIncluded(
  host: HostExecutor,
  { files = [] }: StagedConfig,
  former: FormerConfig,
  { included = [] }: ApplyParams,
): Promise<string[]> {
  const written: string[] = [];
  for (const { path, real_path } of included) {
    const text = files.find((file) => file.path === path)?.text;
    const old = former.files?.find((file) => file.path === path);
    // Staged and kept together with what names them.
    if (text === undefined || old === undefined) throw changedMeanwhile();
    await host.writeFile(real_path, text, ownerOf(old));
    written.push(real_path);
  }
  return written;
}

/** Names what was there before this change, where some of its files are written already. */
function formerHash(content: ConfigContent, former: FormerConfig, params: ApplyParams): string | null {
  if (!content.exists) return null;
  const files = new Map(content.files);
  for (const { path, text_hash } of params.included ?? []) {
    const file = files.get(path);
    const old = former.files?.find((one) => one.path === path);
    if (file !== undefined && old !== undefined && hashText(file.text) === text_hash)
      files.set(path, { ...file, text: old.text });
  }
  return hashContent(content.text, files);
}

async function takeBack({ vault, hand, maskProse }: ApplyStepsDeps, context: ApplyContext): Promise<Evidence[]> {
  const { host, params, facts, signal } = context;
  const former = await vault.readFormer(params.backup_id);
  const before = params.is_running ? ((await hand.read())?.config.hash ?? null) : null;
  const back = former === null ? [] : await putBack(host, former, params);
  const found = [saw('configuration', back.length > 0 ? 'the former one is back' : 'left as it was found')];
  if ((params.included ?? []).length > 0) found.push(...back.map((path) => saw('put back', path)));
  if (!params.is_running) return found;
  const failing = Array.isArray(facts.failing) ? facts.failing.map(String) : [];
  const expected = {
    before: back.length > 0 ? before : null,
    restarts: true,
    reload_is_off: params.reload_is_off,
    signal,
    maskProse,
    progress: (message: string) => context.progress(null, message),
  };
  const ready = await hand.recover(expected, failing);
  const up = Array.isArray(facts.up) ? facts.up.map(String) : [];
  const started = await hand.startChannels(up);
  const channels = started.length === 0 ? [] : [saw('channels started again', started.join(', '))];
  return [...found, saw('gateway', ready), ...channels];
}

/** The file itself first, the others in reverse order; each only where it still says what this change wrote. */
async function putBack(host: HostExecutor, former: FormerConfig, params: ApplyParams): Promise<string[]> {
  const back: string[] = [];
  const old_main = former.exists ? hashText(former.text) : null;
  if (old_main !== params.text_hash && (await says(host, former.real_path, params.text_hash))) {
    if (former.exists) await host.writeFile(former.real_path, former.text, ownerOf(former));
    else await host.remove(former.real_path);
    back.push(former.real_path);
  }
  for (const { path, real_path, text_hash } of (params.included ?? []).toReversed()) {
    const old = former.files?.find((file) => file.path === path);
    if (old === undefined || !(await says(host, real_path, text_hash))) continue;
    await host.writeFile(real_path, old.text, ownerOf(old));
    back.push(real_path);
  }
  return back;
}

/** Whether these bytes lie there. A file that is gone says nothing; one that cannot be read stops the way back. */
async function says(host: HostExecutor, path: string, text_hash: string): Promise<boolean> {
  try {
    return hashText((await host.readFile(path, text_bytes_max)).toString('utf8')) === text_hash;
  } catch (error) {
    if (error instanceof HostError && error.failure === 'missing') return false;
    throw error;
  }
}

const ownerOf = ({ mode, uid, gid }: Pick<FormerFile, 'mode' | 'uid' | 'gid'>) => ({
  mode,
  ...(uid === null ? {} : { uid }),
  ...(gid === null ? {} : { gid }),
});
