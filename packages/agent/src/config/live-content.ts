// The configuration of a gateway whose files are out of reach, as its connection tells it: secrets masked by the gateway
// itself, its own name for the content. Files beside it cannot be seen, so what is taken in from them is left alone.
import { AppError } from '../errors.ts';
import { parseLiveAnswer } from '../gateway/operator.ts';
import type { GatewayTarget } from '../gateway/target.ts';
import type { GatewayReader } from '../gateway/watcher.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { renderFile } from './edit-style.ts';
import { withOneMark } from './mask.ts';
import { type ConfigContent, interpretText } from './read.ts';

const timeout_ms = 10_000;

const missing = async (): Promise<never> => {
  throw new HostError('missing', 'its files are out of reach');
};

/** Stands for a machine that is reached by nothing but the gateway's connection: it has no files and runs nothing. */
export function createSightlessHost({ key, label }: { key: string; label: string }): HostExecutor {
  const refuse = async (): Promise<never> => {
    throw new HostError('unsupported', 'this machine is reached over the gateway’s connection only');
  };
  const nothing = { status: null, signal: null, stdout: '', stderr: '', timed_out: false, truncated: false };
  return {
    key,
    label,
    facts: refuse,
    run: async () => nothing,
    readFile: missing,
    writeFile: refuse,
    putFile: refuse,
    stat: async () => null,
    list: missing,
    makeDirectory: refuse,
    remove: refuse,
    link: refuse,
    rename: refuse,
    diskFree: refuse,
    openForward: refuse,
    openSocket: refuse,
    close: async () => undefined,
  };
}

/** Throws `config_unreadable` when the gateway does not answer. */
export async function readLiveContent(
  reader: GatewayReader | null,
  target: GatewayTarget,
  host: HostExecutor,
): Promise<ConfigContent> {
  const answer = (await reader?.read('config.get', {}, timeout_ms)) ?? null;
  if (answer === null) {
    throw new AppError('config_unreadable', { details: [{ field: 'gateway', message: 'it does not answer' }] });
  }
  return liveContent(answer, target, host);
}

/** An answer to `config.get` as a content. */
export async function liveContent(
  answer: unknown,
  target: Pick<GatewayTarget, 'config_path'>,
  host: HostExecutor,
): Promise<ConfigContent> {
  const { raw, parsed, hash } = parseLiveAnswer(answer);
  const text = withOneMark(raw === '' && Object.keys(parsed).length > 0 ? renderFile(parsed) : raw);
  const path = target.config_path;
  const meaning = await interpretText(host, path, text === '' ? '{}' : text);
  return { path, real_path: path, exists: true, text, is_exact: true, burden: null, owner: null, ...meaning, hash };
}
