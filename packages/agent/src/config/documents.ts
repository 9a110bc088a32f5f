// The configuration as somebody outside may see it, and what another one would change. Read from its host on every asking;
// the last few contents stay in memory, so that two people's changes can be told apart. Nothing leaves unmasked.
import type { ConfigChange, ConfigDiff, ConfigDiffRequest, ConfigDocument, ConfigError } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import type { GatewayTarget } from '../gateway/target.ts';
import type { GatewayReader } from '../gateway/watcher.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { findBurden, giveTurn } from './burden.ts';
import { type Difference, listConflicts, listDifferences, strongestReload } from './diff.ts';
import { readLiveContent } from './live-content.ts';
import type { FieldLore } from './lore.ts';
import type { Masker } from './mask.ts';
import { hideBroken } from './mask-broken.ts';
import { listOrigins } from './origins.ts';
import { type ConfigContent, readConfigContent } from './read.ts';
import { listSecrets } from './secrets.ts';
import { listSecretTargets } from './secrets-place.ts';
import { maskerOver, readWanted, type SentConfig, type Surroundings, type WantedReading } from './sent.ts';
import { effectiveVariables, readServiceEnvironment } from './service-environment.ts';
import { formatPath, isEqual } from './tree.ts';

const contents_kept = 8;
/** Beyond so many characters only the newest is kept: a parsed text takes a multiple of its size. */
const kept_chars_max = 1024 * 1024;

export interface ConfigVerdict {
  /** Null when nobody could be asked. */
  valid: boolean | null;
  issues: ConfigError[];
}

export interface DocumentsDeps {
  target(): GatewayTarget;
  /** The machine where the configuration lies, or one without sight of it; the caller closes it. */
  openHost(): Promise<HostExecutor>;
  /** Questions to the gateway that is connected; null when none is. */
  reader(): GatewayReader | null;
  lore(): Promise<FieldLore>;
  /** Quick checks of what is in force: syntax and schema. */
  judge(content: ConfigContent): Promise<ConfigVerdict>;
  rememberSecret(secret: string): void;
  isRunning(): boolean;
}

/** What is in force, and everything that is needed to speak of it. */
export interface Present {
  target: GatewayTarget;
  host: HostExecutor;
  content: ConfigContent;
  lore: FieldLore;
  around: Surroundings;
}

export interface ConfigDocuments {
  get(): Promise<ConfigDocument>;
  /** Throws `invalid_request` where the sent configuration cannot be understood. */
  diff(request: ConfigDiffRequest): Promise<ConfigDiff>;
  /** Opens the machine, reads what is in force, and closes the machine again. */
  withPresent<Result>(use: (present: Present) => Promise<Result>): Promise<Result>;
  /** Names what is in force, and remembers it; null where nothing is. */
  readHash(): Promise<string | null>;
  /** A content that was read before, by its hash; null when it is forgotten. */
  recall(hash: string): ConfigContent | null;
}

export function createConfigDocuments(deps: DocumentsDeps): ConfigDocuments {
  const kept = new Map<string, ConfigContent>();
  const keep = (content: ConfigContent): void => {
    if (content.hash === null) return;
    kept.delete(content.hash);
    kept.set(content.hash, content);
    const chars = () => [...kept.values()].reduce((sum, { text }) => sum + text.length, 0);
    while (kept.size > 1 && (kept.size > contents_kept || chars() > kept_chars_max)) {
      const [oldest = ''] = kept.keys();
      kept.delete(oldest);
    }
  };

  const readContent = async (target: GatewayTarget, host: HostExecutor): Promise<ConfigContent> => {
    const content = target.is_remote
      ? await readLiveContent(deps.reader(), target, host)
      : await readConfigContent(host, target.config_path);
    keep(content);
    return content;
  };

  const withPresent: ConfigDocuments['withPresent'] = async (use) => {
    const target = deps.target();
    const host = await deps.openHost();
    try {
      const content = await readContent(target, host);
      const lore = await deps.lore();
      const known = target.credentials.map(({ secret }) => secret);
      return await use({
        target,
        host,
        content,
        lore,
        around: { host, hinted: lore.isSensitive, known, is_masked: target.is_remote },
      });
    } finally {
      await host.close();
    }
  };

  return {
    withPresent,
    async readHash() {
      const host = await deps.openHost();
      try {
        return (await readContent(deps.target(), host)).hash;
      } finally {
        await host.close();
      }
    },
    recall: (hash) => kept.get(hash) ?? null,
    get: () => withPresent((present) => describe(present, deps)),
    diff: (request) => withPresent((present) => compare(present, request, (hash) => kept.get(hash) ?? null)),
  };
}

/** Of a file that is not worked through: that it is there. */
function describeHeavy({ target, content }: Present, message: string, deps: DocumentsDeps): ConfigDocument {
  const { exists, path, hash } = content;
  return {
    ...{ exists, path, hash, raw: '', config: {}, valid: null, secrets: [], includes: [], origins: [] },
    issues: [{ path: '', message, severity: 'error', layer: 'syntax' }],
    managed_by: target.is_remote ? 'remote' : 'file',
    secret_targets: listSecretTargets({ ...target, is_running: deps.isRunning() }),
  };
}

async function describe(present: Present, deps: DocumentsDeps): Promise<ConfigDocument> {
  const { target, host, content, around } = present;
  const { burden } = content;
  if (burden !== null) return describeHeavy(present, `${burden.message} Until then it is not shown.`, deps);
  const masker = maskerOver(around, content.resolved, content.main?.tree);
  await giveTurn();
  for (const secret of masker.secrets) deps.rememberSecret(secret);
  const service = await readServiceEnvironment(target, host);
  const env = service.variables === null ? null : effectiveVariables(content.resolved, service.variables);
  const is_judged = content.exists && findBurden(content.resolved) === null;
  const { valid, issues } = is_judged ? await deps.judge(content) : { valid: null, issues: [] };
  await giveTurn();
  const shown = masker.mask(content.resolved);
  await giveTurn();
  return {
    exists: content.exists,
    path: content.path,
    hash: content.hash,
    raw: content.main === null ? hideBroken(content.text, masker.maskComment).text : masker.maskText(content.main),
    config: shown as ConfigDocument['config'], // masking keeps objects objects
    valid,
    issues: issues.map((issue) => ({ ...issue, message: masker.maskProse(issue.message) })),
    secrets: await listSecrets({ config: content.resolved, masker, env, home: target.home, host }),
    includes: [...content.files.keys()],
    origins: listOrigins(content).map(({ path, files }) => ({ path: formatPath(masker.showPath(path)), files })),
    managed_by: target.is_remote ? 'remote' : 'file',
    secret_targets: listSecretTargets({ ...target, is_running: deps.isRunning() }),
  };
}

/** For people: path and both values, masked. */
export function toChange({ path, kind, before, after }: Difference, masker: Masker, lore: FieldLore): ConfigChange {
  const [old, new_] = [masker.mask(before, path), masker.mask(after, path)];
  const sensitive = !isEqual(old, before) || !isEqual(new_, after) || lore.isSensitive(path);
  return {
    path: formatPath(masker.showPath(path)),
    kind,
    ...(before === undefined ? {} : { before: old }),
    ...(after === undefined ? {} : { after: new_ }),
    sensitive,
    reload: lore.reloadOf(path),
  };
}

/** Throws `invalid_request` with the paths. */
export function demandWanted(reading: WantedReading): asserts reading is Extract<WantedReading, { ok: true }> {
  if (reading.ok) return;
  const details = reading.problems.map(({ path, message, line }) => ({
    field: line === undefined ? path || 'config' : `raw:${line}`,
    message,
  }));
  throw new AppError('invalid_request', { details });
}

async function compare(
  { content, lore, around }: Present,
  request: ConfigDiffRequest,
  recall: (hash: string) => ConfigContent | null,
): Promise<ConfigDiff> {
  const sent: SentConfig = request;
  const reading = await readWanted(content, sent, around);
  demandWanted(reading);
  const { wanted } = reading;
  await giveTurn();
  const differences = listDifferences(content.resolved, wanted.resolved);
  const changes = differences.map((one) => toChange(one, wanted.masker, lore));
  await giveTurn();
  const reload = strongestReload(changes.map((change) => change.reload ?? 'unknown'));
  const answer = { hash: content.hash, changes, reload };
  const base_hash = request.base_hash ?? null;
  if (base_hash === null || base_hash === content.hash) return { ...answer, theirs: [], conflicts: [] };
  const base = recall(base_hash);
  // Nobody remembers what it was based on, so whatever differs may be somebody else's work.
  if (base === null) return { ...answer, theirs: [], conflicts: changes.map(({ path }) => path) };
  const theirs = listDifferences(base.resolved, content.resolved);
  const masker = maskerOver(around, base.resolved, content.resolved, wanted.resolved);
  const from_base = await readWanted(base, sent, around);
  const mine = from_base.ok ? listDifferences(base.resolved, from_base.wanted.resolved) : differences;
  return {
    ...answer,
    theirs: theirs.map((one) => toChange(one, masker, lore)),
    conflicts: listConflicts(mine, theirs).map((path) => formatPath(masker.showPath(path))),
  };
}
