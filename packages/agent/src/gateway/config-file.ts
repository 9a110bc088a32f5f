// The gateway's configuration as it lies on disk: bytes → JSON5 → port, log file, credentials and known secrets.
// The file may be replaced while it is read, be a link, a directory, huge or unreadable: each is an answer, none a crash.
// Credentials stay in memory. The raw text and the parse tree never leave this module.
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import JSON5 from 'json5';
import type { HostFiles } from '../ports/host-files.ts';
import { type Environment, profileVariable, type RuntimeProfile } from './profiles.ts';
import { expandVariables, readSecret } from './secret-reference.ts';
import { arrayOf, type Json, numberOf, objectOf, textOf, valueAt } from './values.ts';

const configBytesMax = 4 * 1024 * 1024;
const includeDepthMax = 8;

export type ConfigState = 'ok' | 'missing' | 'not_a_file' | 'unreadable' | 'too_large' | 'changing' | 'not_json5';

export interface ConfigIssue {
  path: string;
  message: string;
}

/** A shared secret and what the gateway takes it for. */
export interface Credential {
  kind: 'token' | 'password';
  secret: string;
}

export interface GatewayTls {
  /** PEM; null when it cannot be read, and then nothing secret may be sent. */
  certificate: string | null;
}

export interface ConfigFacts {
  path: string;
  state: ConfigState;
  /** Hash of the bytes on disk, included files and all; null when they could not be read. */
  content_hash: string | null;
  /** What the parser said, when it is no JSON5. */
  issues: ConfigIssue[];
  port: number | null;
  log_file: string | null;
  /** What its own certificate is, when it speaks TLS; null when it speaks plainly. */
  tls: GatewayTls | null;
  auth_mode: string | null;
  /** `gateway.mode`; a gateway starts with `local` only. */
  mode: string | null;
  /** Credentials to try, best first. Never shown. */
  credentials: Credential[];
  /** Every value that a redactor has to know. Never shown. */
  secrets: string[];
  /** Every file it was read from: includes, environment and secret files too. */
  read_paths: string[];
}

const secretKey = /(token|secret|password|passphrase|api_?key|private_?key|credential|webhook_?url|^key)$/i;

function collectSecrets(
  value: unknown,
  env: Environment,
  under_secret_key: boolean,
  found: Set<string>,
  depth = 0,
): void {
  if (depth > 24 || found.size > 500) return;
  if (typeof value === 'string') {
    const expanded = under_secret_key ? expandVariables(value, env) : null;
    if (expanded !== null && expanded.length >= 6) found.add(expanded);
  } else if (Array.isArray(value)) {
    for (const item of value) collectSecrets(item, env, under_secret_key, found, depth + 1);
  } else {
    for (const [key, inner] of Object.entries(objectOf(value))) {
      collectSecrets(inner, env, secretKey.test(key), found, depth + 1);
    }
  }
}

const merge = (base: Json, over: Json): Json => {
  const result: Json = Object.assign(Object.create(null) as Json, base); // a fresh object without prototype is a Json
  for (const [key, value] of Object.entries(over)) {
    const both = typeof value === 'object' && value !== null && !Array.isArray(value) && key in result;
    result[key] = both ? merge(objectOf(result[key]), objectOf(value)) : value;
  }
  return result;
};

/** Puts `$include`d files into place; an include that cannot be read counts as empty, since the gateway judges it. */
function include(value: unknown, directory: string, files: HostFiles, depth: number): unknown {
  if (depth > includeDepthMax || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => include(item, directory, files, depth + 1));
  let result: Json = {};
  const { $include, ...own } = value as Json; // an object, checked just before
  for (const name of arrayOf(typeof $include === 'string' ? [$include] : $include)) {
    if (typeof name !== 'string') continue;
    const path = resolve(directory, name);
    const read = files.read(path, configBytesMax);
    const parsed = read.ok ? parseJson5(read.text) : null;
    if (parsed?.ok === true) result = merge(result, objectOf(include(parsed.value, dirname(path), files, depth + 1)));
  }
  for (const [key, inner] of Object.entries(own)) own[key] = include(inner, directory, files, depth + 1);
  return merge(result, own);
}

function parseJson5(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON5.parse(text) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'it cannot be parsed' };
  }
}

/** `NAME=value` lines of a dotenv file; quotes are taken off. */
function parseDotenv(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const found of text.matchAll(/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/gm)) {
    const [, name, value] = found;
    if (name !== undefined && value !== undefined) env[name] = value.replace(/^(["'])(.*)\1$/, '$2');
  }
  return env;
}

const stringsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(objectOf(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );

export interface ConfigSources {
  files: HostFiles;
  profile: RuntimeProfile;
  path: string;
  state_directory: string;
  home: string;
  /** Environment of the running gateway where it is known, over the agent's own. */
  env: Environment;
}

function emptyFacts(path: string, state: ConfigState): Omit<ConfigFacts, 'read_paths'> {
  return {
    path,
    state,
    content_hash: null,
    issues: [],
    port: null,
    log_file: null,
    tls: null,
    auth_mode: null,
    mode: null,
    credentials: [],
    secrets: [],
  };
}

function readCredentials(config: unknown, env: Environment, sources: ConfigSources): Credential[] {
  const where = { files: sources.files, home: sources.home, env, config };
  const auth = objectOf(valueAt(config, 'gateway', 'auth'));
  const found = (kind: Credential['kind']): Credential[] => {
    const values = [
      readSecret(auth[kind], where),
      profileVariable(sources.profile, env, `GATEWAY_${kind.toUpperCase()}`),
    ];
    return [...new Set(values)].filter((secret) => secret !== null).map((secret) => ({ kind, secret }));
  };
  return auth.mode === 'password'
    ? [...found('password'), ...found('token')]
    : [...found('token'), ...found('password')];
}

/** Where the gateway puts the certificate that it makes for itself. */
const ownCertificate = 'gateway/tls/gateway-cert.pem';

function readTls(config: unknown, { files, state_directory, home }: ConfigSources): GatewayTls | null {
  if (valueAt(config, 'gateway', 'tls', 'enabled') !== true) return null;
  const path = textOf(valueAt(config, 'gateway', 'tls', 'certPath'), 4_096) ?? ownCertificate;
  const read = files.read(resolve(state_directory, path.replace(/^~(?=\/)/, home)), 256 * 1024);
  return { certificate: read.ok ? read.text : null };
}

/** Reads the configuration once. */
export function readConfigFile(given: ConfigSources): ConfigFacts {
  const read = new Map<string, string>();
  const facts = readOnce({ ...given, files: noting(given.files, read) });
  const content = createHash('sha256');
  for (const text of read.values()) content.update(text).update('\0');
  return {
    ...facts,
    content_hash: facts.content_hash === null ? null : content.digest('hex'),
    read_paths: [...new Set([given.path, ...read.keys()])],
  };
}

/** The same eyes, remembering what they read: a change of any of it is a change of the configuration. */
const noting = (files: HostFiles, seen: Map<string, string>): HostFiles => ({
  ...files,
  read: (path, bytes_max) => {
    const result = files.read(path, bytes_max);
    seen.set(path, result.ok ? result.text : result.cause);
    return result;
  },
});

function readOnce(sources: ConfigSources): Omit<ConfigFacts, 'read_paths'> {
  const { files, path } = sources;
  const read = files.read(path, configBytesMax);
  if (!read.ok) return emptyFacts(path, read.cause);
  const content_hash = createHash('sha256').update(read.text).digest('hex');
  const parsed = parseJson5(read.text);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) {
    const message = parsed.ok ? 'it holds no object' : parsed.message;
    return { ...emptyFacts(path, 'not_json5'), content_hash, issues: [{ path: '(file)', message }] };
  }
  // Includes are found from where the path lies, also when that is a link to elsewhere: so does the gateway.
  const config = include(parsed.value, dirname(path), files, 0);
  const dotenv = files.read(resolve(sources.state_directory, '.env'), 256 * 1024);
  const configured_env = { ...stringsOf(valueAt(config, 'env')), ...stringsOf(valueAt(config, 'env', 'vars')) };
  const env = { ...configured_env, ...(dotenv.ok ? parseDotenv(dotenv.text) : {}), ...sources.env };
  const credentials = readCredentials(config, env, sources);
  const secrets = new Set(credentials.map(({ secret }) => secret));
  collectSecrets(config, env, false, secrets);
  const port = numberOf(valueAt(config, 'gateway', 'port'));
  const log_file = textOf(valueAt(config, 'logging', 'file'), 4_096);
  return {
    path,
    state: 'ok',
    content_hash,
    issues: [],
    port: port !== null && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    log_file: log_file === null ? null : resolve(dirname(path), log_file.replace(/^~(?=\/)/, sources.home)),
    tls: readTls(config, sources),
    mode: textOf(valueAt(config, 'gateway', 'mode'), 40),
    auth_mode: textOf(valueAt(config, 'gateway', 'auth', 'mode'), 40),
    credentials,
    secrets: [...secrets],
  };
}
