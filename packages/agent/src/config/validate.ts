// One configuration → the verdict: is it JSON5, does it fit the schema, would the gateway take it, is it wise. Who knows
// better has the last word: what the schema refuses and the gateway's own validator takes becomes a warning. What could
// not be asked is said in `layers`; nothing that somebody refused is ever called valid.
import { posix } from 'node:path';
import type { ConfigError, ConfigLayer, ConfigValidationResult } from '@moltbot-ops/sdk/types';
import type { GatewayTarget } from '../gateway/target.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { type Burden, findBurden, findTextBurden, giveTurn, too_many_secrets } from './burden.ts';
import type { GatewayCheck, GatewayIssue, GatewayVerdict } from './gateway-check.ts';
import type { GatewayProgram } from './gateway-program.ts';
import { readIncludedFile } from './include-files.ts';
import { resolveIncludes } from './includes.ts';
import { observeForLint } from './lint/observe.ts';
import { lintRules } from './lint/rules.ts';
import { createMasker } from './mask.ts';
import { locatePaths, parseConfigText } from './parse.ts';
import { prepareConfig } from './prepare.ts';
import { checkSchema, type SchemaProblem } from './schema-check.ts';
import type { SchemaSnapshot } from './schema-snapshot.ts';
import type { SchemaSource } from './schema-source.ts';
import {
  effectiveVariables,
  knownVariables,
  readServiceEnvironment,
  type ServiceEnvironment,
} from './service-environment.ts';
import { formatPath, isTree, type Path, type Tree, valueAtPath } from './tree.ts';
import { fillVariables, variablesIn } from './variables.ts';

export interface ValidationRequest {
  config: unknown;
  /** JSON5 text, which then counts instead. */
  raw?: string | null;
  /** Whether to wait for the gateway's own validator, which takes seconds. */
  ask_gateway: boolean;
  /** Variables that the service will find besides those that it has: they are written together with it. */
  planned?: Readonly<Record<string, string>>;
}

export interface ValidatorDeps {
  schema: SchemaSource;
  check: GatewayCheck;
  target(): GatewayTarget;
  /** The machine where the configuration lies; closed after each use. */
  openHost(): Promise<HostExecutor>;
  program(host: HostExecutor): GatewayProgram | null;
  /** Whether the gateway calls the field at a path a secret. */
  hinted(snapshot: SchemaSnapshot, path: Path): boolean;
  /** Every sentence passes through it on its way out. */
  redact(text: string): string;
}

export interface Validator {
  validate(request: ValidationRequest): Promise<ConfigValidationResult>;
}

/** A finding before it is told: the path still in pieces. */
interface Found extends Omit<ConfigError, 'path' | 'line' | 'column'> {
  at: Path;
}

const findings_max = 200;
const path_chars_max = 500;
const message_chars_max = 1_000;

export function createValidator(deps: ValidatorDeps): Validator {
  return {
    async validate(request) {
      const read = readRequest(request, deps.redact);
      if (!read.ok) return read.result;
      await giveTurn();
      const host = await deps.openHost();
      try {
        return await judge(deps, host, request, read);
      } finally {
        await host.close();
      }
    },
  };
}

async function judge(
  deps: ValidatorDeps,
  host: HostExecutor,
  request: ValidationRequest,
  { config: sent, detail }: Extract<ReadRequest, { ok: true }>,
): Promise<ConfigValidationResult> {
  const raw = request.raw ?? null;
  const target = deps.target();
  const snapshot = await deps.schema.load();
  const hinted = (path: Path) => deps.hinted(snapshot, path);
  const prepared = await prepareConfig({ config: sent, is_text: raw !== null, target, host, hinted });
  if (prepared.is_flooded) return refusal({ path: '', message: too_many_secrets });
  const { config, mask, showPath } = prepared;
  const place = await observePlace(target, host, config, request.planned ?? {});
  await giveTurn();
  const schema = checkWithSchema(snapshot, place);
  await giveTurn();
  const verdict: GatewayVerdict = request.ask_gateway
    ? await deps.check.ask(deps.program(host), target.version, config, place.variables)
    : { asked: false, detail: 'It was not asked this time.' };
  const found = [...place.problems, ...(verdict.asked && verdict.valid ? schema.found.map(overrule) : schema.found)];
  if (verdict.asked) {
    found.push(...tellVerdict(verdict.issues, 'error', found), ...tellVerdict(verdict.warnings, 'warning', found));
  }
  // Not pushed: there may be more of them than a call takes arguments.
  const all = [...found, ...(await lint(place))];
  await giveTurn();
  const layers: ConfigLayer[] = [
    { layer: 'syntax', asked: true, detail },
    { layer: 'schema', asked: true, detail: schema.detail },
    { layer: 'gateway', asked: verdict.asked, detail: verdict.detail },
    { layer: 'lint', asked: true, detail: `${lintRules.length} rules; variables ${place.service.described}.` },
  ];
  return conclude(all, layers, raw, { redact: (text) => deps.redact(mask(text)), showPath });
}

type ReadRequest = { ok: true; config: Tree; detail: string } | { ok: false; result: ConfigValidationResult };

/** The verdict on what is not worked through. */
function refusal(error: Omit<ConfigError, 'severity' | 'layer'>): ConfigValidationResult {
  const errors: ConfigError[] = [{ ...error, severity: 'error', layer: 'syntax' }];
  const layers: ConfigLayer[] = (['schema', 'gateway', 'lint'] as const).map((layer) => ({
    layer,
    asked: false,
    detail: 'It has to be readable first.',
  }));
  const syntax: ConfigLayer = { layer: 'syntax', asked: true, detail: 'It cannot be read.' };
  return { valid: false, errors, warnings: [], layers: [syntax, ...layers] };
}

function readRequest({ config, raw }: ValidationRequest, redact: (text: string) => string): ReadRequest {
  const refuse = (error: Omit<ConfigError, 'severity' | 'layer'>): ReadRequest => ({
    ok: false,
    result: refusal(error),
  });
  const refuseHeavy = ({ path, message }: Burden) =>
    refuse({ path: redact(formatPath(path)).slice(0, path_chars_max), message });
  const burden = typeof raw === 'string' ? findTextBurden(raw) : findBurden(config);
  if (burden !== null) return refuseHeavy(burden);
  if (typeof raw !== 'string') {
    return isTree(config)
      ? { ok: true, config, detail: 'Sent as an object.' }
      : refuse({ path: '', message: 'It is no object.' });
  }
  const parsed = parseConfigText(raw);
  if (!parsed.ok) {
    const { path, message, line, column } = parsed.problem;
    const { maskProse } = createMasker({ hinted: () => false, configs: [] });
    return refuse({ path: maskProse(path), message: maskProse(sentence(message)), line, column });
  }
  if (!isTree(parsed.value)) return refuse({ path: '', message: 'It holds no object.', line: 1, column: 1 });
  const heavy = findBurden(parsed.value);
  if (heavy !== null) return refuseHeavy(heavy);
  return { ok: true, config: parsed.value, detail: 'JSON5 text.' };
}

/** The configuration in its surroundings. */
interface Surroundings {
  target: GatewayTarget;
  host: HostExecutor;
  service: ServiceEnvironment;
  /** Includes in their places. */
  config: Tree;
  /** As the gateway reads it, variables filled in. */
  filled: unknown;
  files: string[];
  problems: Found[];
  /** What the service finds; empty when nobody can tell. */
  variables: Record<string, string>;
}

async function observePlace(
  target: GatewayTarget,
  host: HostExecutor,
  config: Tree,
  planned: Readonly<Record<string, string>>,
): Promise<Surroundings> {
  const found = await readServiceEnvironment(target, host);
  const dotenv = { ...planned, ...found.dotenv };
  const service = { ...found, dotenv, variables: found.variables === null ? null : { ...planned, ...found.variables } };
  // What lies on another machine cannot be looked at; an empty object stands for it.
  const named_roots = service.variables?.[`${target.runtime.env_prefix}_INCLUDE_ROOTS`] ?? '';
  const roots = named_roots.split(':').filter((root) => root !== '');
  const inside = [posix.dirname(target.config_path), ...roots];
  const read = async (path: string) => (target.is_remote ? '{}' : (await readIncludedFile(host, path, inside)).text);
  const included = await resolveIncludes(config, { config_path: target.config_path, roots, read });
  const whole = isTree(included.value) ? included.value : {};
  const { value: filled } = fillVariables(whole, effectiveVariables(whole, service.variables ?? service.dotenv));
  const problems = included.problems.map(
    ({ path, message }): Found => ({ at: path, message: sentence(message), severity: 'error', layer: 'schema' }),
  );
  const { files } = included;
  return { target, host, service, config: whole, filled, files, problems, variables: knownVariables(service) };
}

function checkWithSchema(snapshot: SchemaSnapshot, place: Surroundings): { found: Found[]; detail: string } {
  // Editors write `$schema`, and the gateway lets it pass.
  const { $schema: _editors, ...config } = isTree(place.filled) ? place.filled : {};
  const problems = [...checkSchema(snapshot.schema, config), ...unknownChannels(snapshot.schema, config)];
  const origins = { live: 'the running gateway', installed: 'the installed package', bundled: 'the agent’s own copy' };
  return {
    found: problems.map((problem) => tellProblem(problem, place.filled)),
    detail: `Schema of ${snapshot.version}, from ${origins[snapshot.source]}.${sayOther(snapshot, place.target.version)}`,
  };
}

/** What is here may be of another version than the gateway, which then knows other fields. */
const sayOther = ({ version }: SchemaSnapshot, gateway: string | null): string =>
  gateway === null || gateway === version ? '' : ` The gateway is ${gateway}, and may know other fields.`;

/** The schema lets any channel pass, and the gateway none that it has no part for. */
function unknownChannels(schema: Tree, config: Tree): SchemaProblem[] {
  const known = valueAtPath(schema, ['properties', 'channels', 'properties']);
  if (!isTree(known) || !isTree(config.channels)) return [];
  const unknown = Object.keys(config.channels).filter((name) => !Object.hasOwn(known, name));
  return unknown.map((name) => ({ path: ['channels', name], message: 'is no channel that this gateway knows' }));
}

function tellProblem({ path, message }: SchemaProblem, config: unknown): Found {
  const value = valueAtPath(config, path);
  const found: Found = { at: path, message: `${nameOf(path)} ${message}.`, severity: 'error', layer: 'schema' };
  // A variable that nobody here can see may hold what fits.
  if (typeof value !== 'string' || variablesIn(value).length === 0) return found;
  return { ...found, message: `${found.message.slice(0, -1)}, and the variable in it is not known here.` };
}

const nameOf = (path: Path): string => (path.length === 0 ? 'The configuration' : `\`${String(path.at(-1))}\``);

const overrule = (found: Found): Found => ({
  ...found,
  severity: 'warning',
  message: `${found.message} The gateway takes it all the same.`,
});

/** Whether what is said of the whole adds nothing to the parts that were named already. */
function addsNothing(message: string, places: readonly string[]): boolean {
  if (/^invalid input\.?$/i.test(message)) return places.length > 0;
  const unknown = /^unrecognized keys?: (.+)$/i.exec(message)?.[1] ?? '';
  const names = [...unknown.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
  return names.length > 0 && names.every((name) => places.includes(name));
}

/** What the gateway said, without what the schema already said better of the same place. */
function tellVerdict(issues: readonly GatewayIssue[], severity: 'error' | 'warning', told: readonly Found[]): Found[] {
  const places = told.filter((one) => one.severity === 'error').map(({ at }) => at.map(String).join('.'));
  const fresh = issues.filter(
    ({ path, message }) =>
      severity === 'warning' ||
      (!(path === '' && addsNothing(message, places)) &&
        !places.some((place) => place === path || (path !== '' && place.startsWith(`${path}.`)))),
  );
  return fresh.map(({ path, message }) => ({
    at: path === '' ? [] : path.split('.'),
    message: sentence(message),
    severity,
    layer: 'gateway',
  }));
}

async function lint({ config, files, target, host, service }: Surroundings): Promise<Found[]> {
  const input = await observeForLint({ config, files, target, host, service });
  return lintRules.flatMap((rule) =>
    rule.find(input).map(({ path, message, next_step, severity }) => ({
      at: path,
      message,
      next_step,
      severity: severity ?? rule.severity,
      layer: 'lint',
      rule: rule.name,
    })),
  );
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

function conclude(
  found: Found[],
  layers: ConfigLayer[],
  raw: string | null,
  { redact, showPath }: { redact: (text: string) => string; showPath: (path: Path) => Path },
): ConfigValidationResult {
  const of = (wanted: Found['severity']) => found.filter(({ severity }) => severity === wanted);
  // Errors first: an answer that is cut short still says why it is no.
  const told = [...of('error'), ...of('warning')].slice(0, findings_max);
  const paths = told.map(({ at }) => at);
  const places = raw === null ? [] : locatePaths(raw, paths);
  const written = told.map(({ at, ...one }, index): ConfigError => {
    const path = redact(formatPath(showPath(at))).slice(0, path_chars_max);
    return { ...one, path, message: redact(one.message).slice(0, message_chars_max), ...places[index] };
  });
  return {
    valid: found.every(({ severity }) => severity !== 'error'),
    errors: written.filter(({ severity }) => severity === 'error'),
    warnings: written.filter(({ severity }) => severity === 'warning'),
    layers,
  };
}
