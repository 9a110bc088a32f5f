// A wish for another configuration → exactly what would be written where, what the gateway would do, and why it cannot be
// done. Looks and changes nothing; the preview and the change itself both begin here.
import { createHash } from 'node:crypto';
import type {
  ConfigApplyRequest,
  ConfigChange,
  ConfigValidationResult,
  Impact,
  StatusReason,
} from '@moltbot-ops/sdk/types';
import { changeFiles, type NewTexts } from './change-files.ts';
import { listDifferences, type Reload, strongestReload } from './diff.ts';
import { type Present, toChange } from './documents.ts';
import { editConfigText } from './edit.ts';
import type { ConfigContent } from './read.ts';
import { hashContent, interpretText } from './read.ts';
import { dotenvPath } from './secrets.ts';
import { listSecretTargets, type Placement, placeSecrets } from './secrets-place.ts';
import { readWanted, type Wanted } from './sent.ts';
import { isTree, type Tree, valueAtPath } from './tree.ts';

export type ApplyRequest = Omit<ConfigApplyRequest, 'confirmation_token'>;

/** Asks everybody who can judge a configuration; it holds its secrets. */
export type CheckConfig = (
  config: object,
  raw: string | null,
  /** Variables that are written together with it. */
  planned: Readonly<Record<string, string>>,
) => Promise<ConfigValidationResult>;

export interface ApplyPlan {
  content: ConfigContent;
  /** The file's new text, references in the places of new secrets. */
  text: string;
  /** New texts of files that it takes in, by their absolute names. */
  files: ReadonlyMap<string, string>;
  /** Names the new content, includes and all. */
  new_hash: string;
  placements: Placement[];
  changes: ConfigChange[];
  reload: Reload;
  reload_is_off: boolean;
  /** Channels that the change itself takes away or turns off. */
  gives_up: string[];
  blockers: StatusReason[];
  /** Every secret of both configurations. */
  secrets: readonly string[];
}

export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex');

const blocker = (code: string, message: string, next_step: string, evidence: string[] = []): StatusReason => ({
  code,
  message,
  next_step,
  ...(evidence.length > 0 ? { evidence } : {}),
});

export interface PlanOptions {
  check: CheckConfig;
  is_running: boolean;
}

/** Never rejects for what was asked; only for faults of the host. */
export async function planApply(present: Present, request: ApplyRequest, options: PlanOptions): Promise<ApplyPlan> {
  const { content, lore, target, around, host } = present;
  const nothing = {
    content,
    text: content.text,
    files: new Map<string, string>(),
    new_hash: content.hash ?? '',
    placements: [],
    changes: [],
    gives_up: [],
  };
  const refuse = (...blockers: StatusReason[]): ApplyPlan => ({
    ...nothing,
    reload: 'none',
    reload_is_off: false,
    blockers,
    secrets: [],
  });
  const base = request.base_hash ?? null;
  if (base !== null && base !== content.hash) return refuse(conflict);
  const reading = await readWanted(content, request, around);
  if (!reading.ok) {
    const evidence = reading.problems.map(({ path, message, line }) => `${path || `line ${line ?? 1}`}: ${message}`);
    const code = reading.problems.find(({ rule }) => rule !== undefined)?.rule ?? 'config_invalid';
    const message = 'The configuration cannot be taken as it was sent.';
    return refuse(blocker(code, message, 'Mend what is named, then look at the change again.', evidence));
  }
  const { wanted } = reading;
  const placed = placeSecrets({
    present: content.resolved,
    wanted: wanted.main ?? wanted.resolved,
    masker: wanted.masker,
    lore,
    asked: request.secret_target ?? 'auto',
    targets: listSecretTargets({ ...target, is_running: options.is_running }),
    base: content.hash ?? '',
  });
  const { text, files } =
    placed.placements.length === 0 ? wanted : await withReferences(present, wanted, placed.wanted);
  const meaning = await interpretText(host, content.path, text, files);
  // Whoever is asked reads files that are taken in from the disk; those that change are not there yet.
  const verdict = await options.check(meaning.resolved, files.size === 0 ? text : null, variablesOf(placed.placements));
  const changes = listDifferences(content.resolved, wanted.resolved).map((one) => toChange(one, wanted.masker, lore));
  const errors = verdict.errors.map((error) => wanted.masker.maskProse(tell(error)));
  return {
    content,
    text,
    files,
    new_hash: hashContent(text, meaning.files),
    placements: placed.placements,
    changes,
    reload: strongestReload(changes.map((change) => change.reload ?? 'unknown')),
    reload_is_off: [content.resolved, meaning.resolved].some(
      (config) => valueAtPath(config, ['gateway', 'reload', 'mode']) === 'off',
    ),
    gives_up: listGivenUp(content.resolved, meaning.resolved),
    blockers: verdict.valid ? [] : [invalidFor(errors)],
    secrets: wanted.masker.secrets,
  };
}

/** The new texts once more, with references in the places of new secrets. */
async function withReferences({ content, host }: Present, { main, text }: Wanted, placed: Tree): Promise<NewTexts> {
  return main === null ? changeFiles(content, placed, host) : { text: editConfigText(text, placed), files: new Map() };
}

/** Files that get another text, in the order in which they are written: the one that takes the others in is the last. */
export function listWrites({ content, text, files }: ApplyPlan): { path: string; real_path: string; text: string }[] {
  const included = [...files].map(([path, new_text]) => ({
    path,
    real_path: content.files.get(path)?.real_path ?? path,
    text: new_text,
  }));
  const { path, real_path, exists } = content;
  return exists && text === content.text ? included : [...included, { path, real_path, text }];
}

const invalidFor = (errors: readonly string[]): StatusReason =>
  blocker(
    'config_invalid',
    'The gateway would not start with this configuration.',
    'Mend the fields that are named, then look at the change again.',
    errors.slice(0, 20),
  );

const tell = ({ path, message }: { path: string; message: string }): string =>
  path === '' ? message : `${path}: ${message}`;

/** Those that will stand in the gateway's file of variables. */
const variablesOf = (placements: readonly Placement[]): Record<string, string> =>
  Object.fromEntries(placements.flatMap(({ target, name, value }) => (target === 'env' ? [[name, value]] : [])));

export const conflict = blocker(
  'config_conflict',
  'Somebody else changed the configuration since it was read.',
  'Compare both with what it was based on, and decide field by field.',
);

/** Channels that were configured and are not any more, or are turned off. */
function listGivenUp(before: Tree, after: Tree): string[] {
  const channelsOf = (config: Tree): Tree => (isTree(config.channels) ? config.channels : {});
  const isOn = (channel: unknown): boolean => isTree(channel) && channel.enabled !== false;
  const [old, next] = [channelsOf(before), channelsOf(after)];
  return Object.keys(old).filter((name) => isOn(old[name]) && !isOn(Object.hasOwn(next, name) ? next[name] : null));
}

const reloadSentences: Record<Reload, { interrupts: string | null; seconds: number }> = {
  restart: { interrupts: 'The gateway restarts; messages wait for about half a minute.', seconds: 40 },
  unknown: { interrupts: 'The gateway may restart; messages may wait for about half a minute.', seconds: 40 },
  hot: { interrupts: 'The parts that changed are taken up anew; a channel may reconnect.', seconds: 10 },
  none: { interrupts: null, seconds: 5 },
};

/** What is shown before anybody confirms. */
export function describeImpact(plan: ApplyPlan, request: ApplyRequest, present: Present, is_running: boolean): Impact {
  const { content, changes, placements, reload, reload_is_off } = plan;
  const { interrupts, seconds } = reloadSentences[reload_is_off && changes.length > 0 ? 'restart' : reload];
  const writes = listWrites(plan);
  const former = writes.length === 1 ? 'The former file is' : 'The former files are';
  const count = changes.length === 1 ? 'one field' : `${changes.length} fields`;
  const keeps = request.backup_before_apply ?? true;
  const to_store = placements.filter(({ target }) => target === 'store');
  const to_env = placements.filter(({ target }) => target === 'env');
  const names = (list: Placement[]) => list.map(({ name }) => name).join(', ');
  return {
    summary: content.exists ? `Changes ${count} of the configuration.` : 'Writes the first configuration.',
    host: present.host.label,
    changes: [
      ...(to_store.length > 0
        ? [
            {
              kind: 'write' as const,
              target: 'the gateway’s secret store',
              detail: `Keeps new secrets as ${names(to_store)}.`,
            },
          ]
        : []),
      ...(to_env.length > 0
        ? [
            {
              kind: 'write' as const,
              target: dotenvPath(present.target.state_directory),
              detail: `Keeps new secrets as ${names(to_env)}.`,
            },
          ]
        : []),
      ...writes.map(({ path, real_path }) => ({
        kind: content.exists ? ('write' as const) : ('create' as const),
        target: real_path,
        detail:
          path === content.path
            ? 'Replaces the file in one move; its comments and order stay.'
            : 'Replaces this file, which the configuration takes in, in one move; its comments and order stay.',
      })),
      ...(is_running && (reload_is_off || reload === 'restart')
        ? [{ kind: 'restart' as const, target: 'the gateway', detail: restartDetail(changes) }]
        : []),
    ],
    interrupts: is_running ? interrupts : null,
    duration_seconds: is_running ? seconds : 2,
    backup: content.exists
      ? keeps
        ? `${former} kept by the agent.`
        : `${former} kept until ${writes.length === 1 ? 'the new one is' : 'the new ones are'} verified.`
      : null,
    undo: 'When the gateway does not take it well, the former configuration and secrets come back by themselves.',
    config_changes: changes,
  };
}

const restartDetail = (changes: ReadonlyArray<{ path: string }>): string =>
  changes.some(({ path }) => path === 'gateway.port')
    ? 'It reads this at its start only, and is stopped and started for its new port.'
    : 'It reads this at its start only.';
