// The variables that the gateway's service has, which are not those of anybody's shell: the process that runs, else the
// unit that would start it. Configured and `.env` variables stand behind them, as the gateway has it.
import { posix } from 'node:path';
import type { Environment } from '../gateway/profiles.ts';
import type { GatewayTarget } from '../gateway/target.ts';
import { objectOf } from '../gateway/values.ts';
import type { HostExecutor } from '../ports/host-executor.ts';

export interface ServiceEnvironment {
  /** Null when no process and no unit was found that could tell. */
  variables: Environment | null;
  /** What is there in any case: the gateway's file of variables, and what its container shows. */
  dotenv: Environment;
  /** Whose they are, for people: `of the running gateway`, `of openclaw-gateway.service`. */
  described: string;
}

const file_bytes_max = 256 * 1024;

/** What the service is known to find; not more than that. */
export const knownVariables = ({ variables, dotenv }: ServiceEnvironment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables ?? dotenv).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );

/** Reads the variables of the service as it runs, or as its unit would start it. Never rejects. */
export async function readServiceEnvironment(target: GatewayTarget, host: HostExecutor): Promise<ServiceEnvironment> {
  if (target.is_remote) return { variables: null, dotenv: {}, described: 'of another machine, and not to be seen' };
  const dotenv = await readText(host, posix.join(target.state_directory, '.env')).then(parseDotenv);
  // A container tells of the gateway's own variables only, so others may be there all the same.
  const { container_env } = target;
  if (container_env !== undefined) {
    return {
      variables: null,
      dotenv: { ...dotenv, ...container_env },
      described: 'of its container, as far as they show',
    };
  }
  if (target.pid !== null && target.env_hidden !== true) {
    return { variables: { ...dotenv, ...target.env }, dotenv, described: 'of the running gateway' };
  }
  const unit = await readUnit(target, host);
  if (unit === null) return { variables: null, dotenv, described: 'of the file `.env`, since no service is set up' };
  return { variables: { HOME: target.home, ...dotenv, ...unit.variables }, dotenv, described: `of ${unit.name}` };
}

/** The unit that would start the gateway, of whichever manager has one. */
async function readUnit(
  { runtime, home }: GatewayTarget,
  host: HostExecutor,
): Promise<{ name: string; variables: Environment } | null> {
  const read = (path: string) => readText(host, path);
  for (const directory of [posix.join(home, '.config/systemd/user'), '/etc/systemd/user', '/etc/systemd/system']) {
    const text = await read(posix.join(directory, runtime.systemd_unit));
    if (text !== '') return { name: runtime.systemd_unit, variables: await parseUnit(text, home, read) };
  }
  const plist = await read(posix.join(home, 'Library/LaunchAgents', `${runtime.launchd_label}.plist`));
  return plist === '' ? null : { name: runtime.launchd_label, variables: parsePlist(plist) };
}

const readText = (host: HostExecutor, path: string): Promise<string> =>
  host.readFile(path, file_bytes_max).then(String, () => '');

async function parseUnit(text: string, home: string, read: (path: string) => Promise<string>): Promise<Environment> {
  const found: Record<string, string> = {};
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split('\n')) {
    const [, key, value = ''] = /^\s*(Environment|EnvironmentFile)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === 'Environment') {
      for (const word of splitWords(value)) {
        const at = word.indexOf('=');
        if (at > 0) found[word.slice(0, at)] = word.slice(at + 1);
      }
    } else if (key === 'EnvironmentFile') {
      Object.assign(found, parseDotenv(await read(value.replace(/^-/, '').replaceAll('%h', home))));
    }
  }
  return found;
}

/** The variables that a launchd agent gives its program. */
function parsePlist(text: string): Environment {
  const dict = /<key>EnvironmentVariables<\/key>\s*<dict>(.*?)<\/dict>/s.exec(text)?.[1] ?? '';
  const plain = (xml: string) =>
    xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return Object.fromEntries(
    [...dict.matchAll(/<key>([^<]*)<\/key>\s*<string>([^<]*)<\/string>/g)].map(([, name = '', value = '']) => [
      plain(name),
      plain(value),
    ]),
  );
}

/** Words of a unit's line, quotes taken off as systemd does. */
const splitWords = (line: string): string[] =>
  [...line.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))/g)].map(
    ([, double, single, bare]) => double?.replaceAll(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );

/** `NAME=value` lines; quotes are taken off. */
function parseDotenv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(
    /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[^\S\n]*(.*?)[^\S\n]*$/gm,
  )) {
    if (name !== undefined && value !== undefined) found[name] = value.replace(/^(["'])(.*)\1$/, '$2');
  }
  return found;
}

/** All variables that a configuration may name: its own stand behind those of the service. */
export function effectiveVariables(config: unknown, service: Environment | null): Environment {
  const env = objectOf(objectOf(config).env);
  const strings = (value: unknown) =>
    Object.fromEntries(Object.entries(objectOf(value)).filter(([, text]) => typeof text === 'string')) as Record<
      string,
      string
    >; // filtered just before
  return { ...strings(env), ...strings(env.vars), ...service };
}
