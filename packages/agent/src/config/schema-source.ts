// Where the configuration's schema comes from: the running gateway, else its installed package, else the agent's own
// copy; each answer says which. What was fetched is kept while it is used, and let go after a while, because it takes
// tens of megabytes. Nothing is fetched before somebody asks.
import type { GatewayTarget } from '../gateway/target.ts';
import { objectOf, textOf } from '../gateway/values.ts';
import type { GatewayReader } from '../gateway/watcher.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Log } from '../ports/log.ts';
import type { GatewayProgram } from './gateway-program.ts';
import { forgetBundled, isSameTrain, makeSnapshot, readBundled, type SchemaSnapshot } from './schema-snapshot.ts';
import type { Tree } from './tree.ts';

const live_timeout_ms = 10_000;
/** Asked once a version; on a small machine under load its program takes half a minute to begin. */
const installed_timeout_ms = 90_000;
const installed_bytes_max = 16 * 1024 ** 2;
const idle_ms = 5 * 60_000;
const retry_ms = 60_000;

export interface SchemaSourceDeps {
  /** Null before anything was looked at. */
  reader(): GatewayReader | null;
  /** The managed gateway as it is now. */
  target(): GatewayTarget;
  program(): GatewayProgram | null;
  /** This machine, and the directory of the agent's state where a schema may rest. */
  own: { host: HostExecutor; directory: string };
  clock: Clock;
  log: Log;
}

export interface SchemaSource {
  /** Never rejects: the agent's own copy is always there. */
  load(): Promise<SchemaSnapshot>;
}

export function createSchemaSource(deps: SchemaSourceDeps): SchemaSource {
  let kept: { key: string; snapshot: Promise<SchemaSnapshot> } | null = null;
  let cancelIdle: () => void = () => undefined;
  const letGo = () => {
    kept = null;
    forgetBundled();
  };
  return {
    load() {
      cancelIdle();
      cancelIdle = deps.clock.after(idle_ms, letGo);
      const { key, fetch } = chooseSource(deps);
      if (kept?.key !== key) {
        const snapshot = fetch().then((found) => {
          // What could not be had may be had later, so the substitute is not kept for long.
          if (found.source !== key.split(' ')[0])
            deps.clock.after(retry_ms, () => (kept?.key === key ? letGo() : undefined));
          return found;
        });
        kept = { key, snapshot };
      }
      return kept.snapshot;
    },
  };
}

/** The best source there is now; the key changes with what it would say. */
function chooseSource(deps: SchemaSourceDeps): { key: string; fetch: () => Promise<SchemaSnapshot> } {
  const peer = deps.reader()?.peer() ?? null;
  const program = deps.program();
  const version = deps.target().version;
  const offline = () => (program === null || version === null ? readBundled() : fetchInstalled(deps, program, version));
  if (peer === null) {
    return { key: program === null ? 'bundled' : `installed ${version} ${program.key}`, fetch: offline };
  }
  const fetch = () => fetchLive(deps, peer.version).then((found) => found ?? offline());
  return { key: `live ${peer.version} ${peer.boot_id}`, fetch };
}

async function fetchLive(deps: SchemaSourceDeps, version: string): Promise<SchemaSnapshot | null> {
  const answer = objectOf(await deps.reader()?.read('config.schema', {}, live_timeout_ms));
  const schema = objectOf(answer.schema);
  if (!isConfigSchema(schema)) {
    deps.log.warn('the gateway gave no configuration schema', { version });
    return null;
  }
  return complete({
    source: 'live',
    version: textOf(answer.version, 64) ?? version,
    schema,
    ui_hints: objectOf(answer.uiHints),
  });
}

/** Asks the package once a version; its answer rests in the agent's directory. */
async function fetchInstalled(
  deps: SchemaSourceDeps,
  program: GatewayProgram,
  version: string,
): Promise<SchemaSnapshot> {
  const { host, directory } = deps.own;
  const path = `${directory}/schema-${version.replace(/[^\w.-]/g, '_')}.json`;
  const rested = await host.readFile(path, installed_bytes_max).then(parseSchema, () => null);
  const schema = rested ?? (await askProgram(program));
  if (schema === null) {
    deps.log.warn('the installed gateway gave no configuration schema', { version });
    return readBundled();
  }
  if (rested === null) {
    await host
      .makeDirectory(directory, { mode: 0o700 })
      .then(() => host.writeFile(path, JSON.stringify(schema), { mode: 0o600 }))
      .catch((error: unknown) => deps.log.warn('the configuration schema was not kept', { cause: String(error) }));
  }
  return complete({ source: 'installed', version, schema, ui_hints: {} });
}

async function askProgram(program: GatewayProgram): Promise<Tree | null> {
  // Without `--json`: earlier versions do not know it, and later ones print the same without.
  const run = { timeout_ms: installed_timeout_ms, output_bytes_max: installed_bytes_max };
  const result = await program.run(['config', 'schema'], { ...run, without_config: true }).catch(() => null);
  return result?.status === 0 && !result.truncated ? parseSchema(result.stdout) : null;
}

function parseSchema(text: Buffer | string): Tree | null {
  try {
    const whole = String(text);
    const schema = objectOf(JSON.parse(whole.slice(Math.max(0, whole.indexOf('{')))));
    return isConfigSchema(schema) ? schema : null;
  } catch {
    return null;
  }
}

const isConfigSchema = (schema: Tree): boolean => 'gateway' in objectOf(schema.properties);

/** Hints and reloads that a source does not tell are taken from the agent's copy, where it is of the same train. */
async function complete(found: Omit<SchemaSnapshot, 'hash' | 'reload'>): Promise<SchemaSnapshot> {
  const bundled = await readBundled();
  const { $schema: _meta, ...properties } = objectOf(found.schema.properties); // a member that only editors read
  const ui_hints = Object.keys(found.ui_hints).length > 0 ? found.ui_hints : bundled.ui_hints;
  const reload = isSameTrain(found.version, bundled.version) ? bundled.reload : null;
  return makeSnapshot({ ...found, schema: { ...found.schema, properties }, ui_hints, reload });
}
