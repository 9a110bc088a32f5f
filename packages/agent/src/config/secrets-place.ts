// Where a newly entered secret goes: the gateway's own store, a variable in its `.env`, or, where neither can be had, the
// configuration file. In the file stands a reference then. Names are fresh ones, so that going back needs no former value.
import { createHash } from 'node:crypto';
import type { FieldLore } from './lore.ts';
import type { Masker } from './mask.ts';
import { isVariableText } from './mask.ts';
import { formatPath, isEqual, isReference, isTree, mapMembers, type Path, type Tree, valueAtPath } from './tree.ts';

export type SecretTarget = 'store' | 'env' | 'file';

/** A secret that goes elsewhere than into the file. Holds its value: in memory and in the agent's own 0600 files only. */
export interface Placement {
  path: string;
  target: Exclude<SecretTarget, 'file'>;
  name: string;
  value: string;
}

/** First version of the gateway whose store takes secrets over its connection. */
const storeSince = [2026, 8] as const;

function isAtLeast(version: string | null, [year, month]: readonly [number, number]): boolean {
  const [, a, b] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(a) > year || (Number(a) === year && Number(b) >= month);
}

/** Where secrets can go now, the best first; the store needs the gateway to run. */
export function listSecretTargets(gateway: {
  version: string | null;
  is_running: boolean;
  /** Its `.env` is out of reach. */
  is_remote: boolean;
}): SecretTarget[] {
  const has_store = gateway.is_running && isAtLeast(gateway.version, storeSince);
  return [...(has_store ? (['store'] as const) : []), ...(gateway.is_remote ? [] : (['env'] as const)), 'file'];
}

/** The gateway's own door stays in the file: the command line and this agent have to read it without the gateway. */
const staysInFile = (path: Path): boolean => path[0] === 'gateway' || (path[0] === 'env' && path.length <= 3);

/** Paths of literal secrets in `wanted` that are not there already. */
export function listNewSecrets(present: unknown, wanted: unknown, masker: Masker, path: Path = []): Path[] {
  if (isReference(wanted) || isEqual(present, wanted)) return [];
  if (Array.isArray(wanted)) {
    return wanted.flatMap((item, at) =>
      listNewSecrets(Array.isArray(present) ? present[at] : undefined, item, masker, [...path, at]),
    );
  }
  if (isTree(wanted)) {
    return Object.entries(wanted).flatMap(([key, member]) =>
      listNewSecrets(valueAtPath(present, [key]), member, masker, [...path, key]),
    );
  }
  const isNew = typeof wanted === 'string' && !isVariableText(wanted) && masker.isSecret(path, wanted);
  return isNew ? [path] : [];
}

/** A dotenv line takes what needs no guessing about quotes. */
export const fitsDotenv = (value: string): boolean => !/['\n\r\\]/.test(value) && value.trim() === value;

/** Fresh for every content that a change begins from, and the same whenever that change is looked at again. */
const nameOf = (path: Path, base: string, masker: Masker): string => {
  const words = path
    .map((key) => (typeof key === 'string' && masker.showName(key) !== key ? 'HIDDEN' : String(key)))
    .map((word) => word.replaceAll(/[^A-Za-z0-9]+/g, '_'))
    .join('_')
    .toUpperCase();
  const mark = createHash('sha256')
    .update(`${base} ${formatPath(path)}`)
    .digest('hex')
    .slice(0, 6);
  return `OPS_${words.slice(0, 100)}_${mark.toUpperCase()}`;
};

export interface PlacementRequest {
  present: Tree;
  wanted: Tree;
  masker: Masker;
  lore: FieldLore;
  asked: SecretTarget | 'auto';
  targets: readonly SecretTarget[];
  /** Names the content in force. */
  base: string;
}

/** The configuration with references in the places of new secrets, and what goes where. */
export function placeSecrets(request: PlacementRequest): { wanted: Tree; placements: Placement[] } {
  const { present, wanted, masker, lore, asked, targets, base } = request;
  const placements: Placement[] = [];
  const replaced = new Map<string, unknown>();
  for (const path of listNewSecrets(present, wanted, masker)) {
    const value = String(valueAtPath(wanted, path));
    const target = chooseTarget(path, value, { asked, targets, lore });
    if (target === 'file') continue;
    const name = nameOf(path, base, masker);
    placements.push({ path: formatPath(masker.showPath(path)), target, name, value });
    const reference = { source: target, provider: 'default', id: name };
    replaced.set(formatPath(path), lore.takesReference(path, target) ? reference : `\${${name}}`);
  }
  const put = (value: unknown, path: Path): unknown => {
    const other = replaced.get(formatPath(path));
    return other ?? mapMembers(value, (member, key) => put(member, [...path, key]));
  };
  const placed = placements.length === 0 ? wanted : put(wanted, []);
  return { wanted: isTree(placed) ? placed : wanted, placements };
}

function chooseTarget(
  path: Path,
  value: string,
  { asked, targets, lore }: Pick<PlacementRequest, 'asked' | 'targets' | 'lore'>,
): SecretTarget {
  if (asked === 'file' || (asked === 'auto' && staysInFile(path)) || path[0] === 'env') return 'file';
  const can: Record<SecretTarget, boolean> = {
    store: targets.includes('store') && lore.takesReference(path, 'store'),
    env: targets.includes('env') && fitsDotenv(value),
    file: true,
  };
  if (asked !== 'auto' && can[asked]) return asked;
  return (['store', 'env'] as const).find((target) => can[target]) ?? 'file';
}

/** The `.env` with these variables added at its end. */
export function addToDotenv(text: string | null, placements: readonly Placement[]): string {
  const lines = placements.filter(({ target }) => target === 'env').map(({ name, value }) => `${name}='${value}'`);
  const before = text === null || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
  return `${before}${lines.join('\n')}\n`;
}

/** The `.env` without the variables of these names. */
export function takeFromDotenv(text: string, names: readonly string[]): string {
  const gone = new Set(names);
  return text
    .split(/(?<=\n)/)
    .filter((line) => !gone.has(/^([A-Z0-9_]+)=/.exec(line)?.[1] ?? ''))
    .join('');
}
