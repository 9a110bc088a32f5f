// A sent configuration made ready to be judged: the secrets that its masks stand for are put back, and whatever is said
// of it passes a masker that knows them and those that were newly typed.
import { posix } from 'node:path';
import type { GatewayTarget } from '../gateway/target.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { readIncludedFile } from './include-files.ts';
import { resolveIncludes } from './includes.ts';
import { createMasker, holdsMark } from './mask.ts';
import { restoreValue } from './mask-restore.ts';
import { parseConfigText, text_bytes_max } from './parse.ts';
import { isTree, type Path, stringsOf, type Tree } from './tree.ts';

export interface PreparedConfig {
  config: Tree;
  /** Takes every secret of the configuration out of a sentence. */
  mask(text: string): string;
  /** A path whose names may be shown. */
  showPath(path: Path): Path;
  /** It holds more secrets than can be kept out of sentences. */
  is_flooded: boolean;
}

export interface PrepareGiven {
  config: Tree;
  /** Whether it was sent as text, `$include`s and all, or as the object that the gateway would see. */
  is_text: boolean;
  target: GatewayTarget;
  host: HostExecutor;
  hinted(path: Path): boolean;
}

/** Never rejects; a mask that stands for nothing stays one. */
export async function prepareConfig({ config, is_text, target, host, hinted }: PrepareGiven): Promise<PreparedConfig> {
  const present = hasMarks(config) && !target.is_remote ? await readPresent(target, host, is_text) : {};
  const known = target.credentials.map(({ secret }) => secret);
  const masker = createMasker({ hinted, configs: [config, present], known });
  const shown = { mask: masker.maskProse, showPath: masker.showPath, is_flooded: masker.is_flooded };
  if (Object.keys(present).length === 0) return { config, ...shown };
  const { value } = restoreValue(config, present, masker);
  return { config: isTree(value) ? value : config, ...shown };
}

const hasMarks = (config: Tree): boolean => {
  for (const text of stringsOf(config)) if (holdsMark(text)) return true;
  return false;
};

async function readPresent(target: GatewayTarget, host: HostExecutor, is_text: boolean): Promise<Tree> {
  const { config_path } = target;
  const bytes = await host.readFile(config_path, text_bytes_max).catch(() => null);
  const parsed = bytes === null ? null : parseConfigText(String(bytes));
  if (parsed?.ok !== true) return {};
  const read = async (path: string) => (await readIncludedFile(host, path, [posix.dirname(config_path)])).text;
  const { value } = is_text ? parsed : await resolveIncludes(parsed.value, { config_path, read });
  return isTree(value) ? value : {};
}
