// A whole configuration as it is wanted → the new texts of the files that have to say so. What comes out was read again
// together, and says exactly what is wanted; files that need not change are not among it.
import type { HostExecutor } from '../ports/host-executor.ts';
import { giveTurn, text_chars_max } from './burden.ts';
import { editConfigText } from './edit.ts';
import { IncludeOwned, placeInFiles } from './edit-includes.ts';
import { type FileValues, holdsInclude } from './include-sources.ts';
import { parseConfigText } from './parse.ts';
import { type ConfigContent, interpretText } from './read.ts';
import { isEqual, type Tree } from './tree.ts';

export interface NewTexts {
  /** Of the file itself; what it was where it does not change. */
  text: string;
  /** Of files that it takes in, by their absolute names: only those that change. */
  files: ReadonlyMap<string, string>;
}

/** Throws `IncludeOwned` or `EditError` where the files cannot be made to say it. */
export async function changeFiles(content: ConfigContent, wanted: Tree, host: HostExecutor): Promise<NewTexts> {
  const main = content.main?.tree ?? {};
  if (!holdsInclude(main)) return { text: editConfigText(content.text, wanted), files: new Map() };
  const values = fileValues(content);
  const trees = placeInFiles({ main: content.path, values, resolved: content.resolved }, wanted);
  await giveTurn();
  let { text } = content;
  const files = new Map<string, string>();
  for (const [file, tree] of trees) {
    if (file === content.path) text = editConfigText(content.text, tree);
    else files.set(file, editConfigText(textOf(content, file), tree));
    await giveTurn();
  }
  const { resolved } = await interpretText(host, content.path, text, files);
  // A file that is taken in twice, by one name or by two, says more than what was meant.
  if (!isEqual(resolved, wanted) || isTwice(content, [...files.keys()])) {
    throw new IncludeOwned('shared', [], [...files.keys()]);
  }
  return { text, files };
}

/** What each file says, parsed when it is first asked for; undefined where one cannot be read. */
export function fileValues(content: ConfigContent): FileValues {
  const main = content.main?.tree ?? {};
  const known = new Map<string, unknown>([[content.path, main]]);
  return (file) => {
    const found = content.files.get(file);
    if (known.has(file) || found === undefined) return known.get(file);
    const parsed = parseConfigText(found.text);
    known.set(file, parsed.ok ? parsed.value : undefined);
    return known.get(file);
  };
}

function textOf({ files }: ConfigContent, name: string): string {
  const file = files.get(name);
  if (file === undefined) throw new IncludeOwned('unreadable', [], [name]);
  if (!file.is_exact) throw new IncludeOwned('not_utf8', [], [name]);
  if (file.text.length > text_chars_max) throw new IncludeOwned('too_large', [], [name]);
  return file.text;
}

/** Whether bytes that change are reached by another name as well. */
function isTwice({ files, real_path }: ConfigContent, changed: readonly string[]): boolean {
  return changed.some((name) => {
    const real = files.get(name)?.real_path;
    return real === real_path || [...files].some(([other, file]) => other !== name && file.real_path === real);
  });
}
