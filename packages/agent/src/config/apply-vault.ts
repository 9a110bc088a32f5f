// What a change of the configuration keeps on the agent's own disk: the former file to go back to, and the new one until
// it is written. Both hold secrets: 0600 in 0700, and gone when they are not needed any more.
import { posix } from 'node:path';
import type { HostExecutor } from '../ports/host-executor.ts';
import { staged_directory } from './leftovers.ts';
import type { Placement } from './secrets-place.ts';
import { isTree } from './tree.ts';

const bytes_max = 16 * 1024 * 1024;
const backups_kept = 20;

export interface FormerConfig {
  path: string;
  real_path: string;
  exists: boolean;
  text: string;
  hash: string | null;
  mode: number;
  uid: number | null;
  gid: number | null;
  /** ISO time of the backup. */
  at: string;
  /** Files that it takes in and that change with it; missing in backups of an earlier agent. */
  files?: FormerFile[];
}

export interface FormerFile {
  path: string;
  real_path: string;
  text: string;
  mode: number;
  uid: number | null;
  gid: number | null;
}

export interface StagedConfig {
  text: string;
  placements: Placement[];
  /** New texts of files that it takes in; missing in what an earlier agent left. */
  files?: { path: string; text: string }[];
}

export interface ConfigVault {
  keepFormer(backup_id: string, former: FormerConfig): Promise<void>;
  /** Null when there is none by that id. */
  readFormer(backup_id: string): Promise<FormerConfig | null>;
  removeFormer(backup_id: string): Promise<void>;
  stage(job_id: string, staged: StagedConfig): Promise<void>;
  readStaged(job_id: string): Promise<StagedConfig | null>;
  removeStaged(job_id: string): Promise<void>;
  /** Takes away the oldest backups beyond those that are kept. */
  prune(): Promise<void>;
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** `host` is this machine, `directory` one of the agent's own. */
export function createConfigVault(host: HostExecutor, directory: string): ConfigVault {
  const backups = posix.join(directory, 'config-backups');
  const stage = posix.join(directory, staged_directory);
  const backup = (id: string) => posix.join(backups, checked(id, /^bkp_[a-z0-9]{4,40}$/));
  const staged = (id: string) => posix.join(stage, `${checked(id, /^job_[a-z0-9]{4,40}$/)}.json`);
  const read = async (path: string): Promise<unknown> =>
    host.readFile(path, bytes_max).then(
      (bytes) => parse(bytes.toString('utf8')),
      () => null,
    );
  return {
    async keepFormer(id, { text, files = [], ...facts }) {
      await host.makeDirectory(directory, { mode: 0o700 });
      await host.makeDirectory(backups, { mode: 0o700 });
      await host.makeDirectory(backup(id), { mode: 0o700 });
      await host.writeFile(posix.join(backup(id), 'config'), text, { mode: 0o600 });
      for (const [at, file] of files.entries()) {
        await host.writeFile(posix.join(backup(id), includedName(at)), file.text, { mode: 0o600 });
      }
      const included = files.map(({ text: _text, ...rest }) => rest);
      // Last, so that a backup with facts is a whole one.
      const told = JSON.stringify({ ...facts, files: included });
      await host.writeFile(posix.join(backup(id), 'facts.json'), told, { mode: 0o600 });
    },
    async readFormer(id) {
      const facts = await read(posix.join(backup(id), 'facts.json'));
      if (!isTree(facts)) return null;
      const textOf = async (name: string) => {
        const bytes = await host.readFile(posix.join(backup(id), name), bytes_max).catch(() => null);
        return bytes?.toString('utf8') ?? null;
      };
      const text = await textOf('config');
      const files: FormerFile[] = [];
      for (const [at, file] of entriesOf(facts.files)) {
        const former = await textOf(includedName(at));
        if (former === null) return null;
        files.push({ ...file, text: former });
      }
      return text === null ? null : ({ ...facts, files, text } as unknown as FormerConfig); // written above
    },
    removeFormer: (id) => host.remove(backup(id)),
    async stage(id, content) {
      await host.makeDirectory(directory, { mode: 0o700 });
      await host.makeDirectory(stage, { mode: 0o700 });
      await host.writeFile(staged(id), JSON.stringify(content), { mode: 0o600 });
    },
    async readStaged(id) {
      const content = await read(staged(id));
      return isTree(content) ? (content as unknown as StagedConfig) : null; // written above
    },
    removeStaged: (id) => host.remove(staged(id)),
    async prune() {
      const names = await host.list(backups).catch(() => []);
      const aged: { name: string; at: string }[] = [];
      for (const name of names) {
        const facts = await read(posix.join(backups, name, 'facts.json'));
        aged.push({ name, at: isTree(facts) && typeof facts.at === 'string' ? facts.at : '' });
      }
      const old = aged.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(backups_kept);
      for (const { name } of old) await host.remove(posix.join(backups, name));
    },
  };
}

const entriesOf = (files: unknown) => ((files ?? []) as FormerFile[]).entries(); // written by `keepFormer`

/** An included file has no place of its own in a backup: two of them may bear one name. */
const includedName = (at: number): string => `included-${at + 1}`;

/** Ids become names of files, so they have to be ids. */
function checked(id: string, pattern: RegExp): string {
  if (!pattern.test(id)) throw new TypeError('this is no id of ours');
  return id;
}
