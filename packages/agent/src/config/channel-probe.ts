// Whether a chat provider takes the credentials of a configuration that is not in force yet. The gateway's own program is
// asked, with the candidate in a directory of its own: it sends the credential to the provider, as the gateway would, and
// nothing is written. One probe at a time. Never: a credential in an answer, a log or an audit record.
import type { ChannelProbe, ChannelProbeAccount, ConfigProbeRequest } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import type { GatewayTarget } from '../gateway/target.ts';
import { arrayOf, numberOf, objectOf, textOf } from '../gateway/values.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { findBurden, findTextBurden, too_many_secrets } from './burden.ts';
import { type GatewayProgram, ProgramError, type ProgramResult, parseProgramAnswer } from './gateway-program.ts';
import { refusesConfig } from './older-program.ts';
import { parseConfigText } from './parse.ts';
import { prepareConfig } from './prepare.ts';
import { knownVariables, readServiceEnvironment } from './service-environment.ts';
import { isTree, type Path, type Tree, valueAtPath } from './tree.ts';

/** The program alone takes seconds to start (docs/08-setup-guide.md); providers have their own limits within. */
const timeout_ms = 60_000;
const output_bytes_max = 1024 ** 2;
const accounts_max = 50;
const detail_chars_max = 300;
/** Answers of providers that mean that they do not know the credential. */
const refusal_statuses = [400, 401, 403, 404];

export interface ChannelProbeDeps {
  target(): GatewayTarget;
  openHost(): Promise<HostExecutor>;
  program(host: HostExecutor): GatewayProgram | null;
  hints(): Promise<(path: Path) => boolean>;
  redact(text: string): string;
  /** Leaves the record that a credential was sent to its provider. */
  record(actor: string): Promise<void>;
}

export type ProbeChannel = (request: ConfigProbeRequest, actor: string) => Promise<ChannelProbe>;

/** Throws `invalid_request` where there is nothing to probe; what could not be asked is said. */
export function createChannelProbe(deps: ChannelProbeDeps): ProbeChannel {
  let probing = false;
  return async (request, actor) => {
    const sent = readSent(request);
    if (probing) return unasked(request.channel, 'Another probe is under way. Try again in a moment.');
    probing = true;
    try {
      return await probeOnce(deps, request, sent, actor);
    } finally {
      probing = false;
    }
  };
}

async function probeOnce(
  deps: ChannelProbeDeps,
  { raw, channel }: ConfigProbeRequest,
  sent: Tree,
  actor: string,
): Promise<ChannelProbe> {
  const host = await deps.openHost();
  try {
    const program = deps.program(host);
    if (program === null) return unasked(channel, 'No gateway program was found here to ask.');
    const target = deps.target();
    const hinted = await deps.hints();
    const is_text = typeof raw === 'string';
    const { config, mask, is_flooded } = await prepareConfig({ config: sent, is_text, target, host, hinted });
    // What is said of it could not be masked.
    if (is_flooded) return unasked(channel, too_many_secrets);
    await deps.record(actor);
    const answer = await ask(program, target, host, config, channel);
    return tell(answer, channel, (text) => deps.redact(mask(text)).slice(0, detail_chars_max));
  } finally {
    await host.close();
  }
}

function readSent({ config, raw, channel }: ConfigProbeRequest): Tree {
  const parsed = typeof raw === 'string' ? parseConfigText(raw) : null;
  const value: unknown = parsed === null ? config : parsed.ok ? parsed.value : null;
  const refuse = (field: string, message: string) => new AppError('invalid_request', { details: [{ field, message }] });
  const field = parsed === null ? 'config' : 'raw';
  const burden = (typeof raw === 'string' ? findTextBurden(raw) : null) ?? findBurden(value);
  if (burden !== null) throw refuse(field, burden.message);
  if (!isTree(value)) throw refuse(field, 'it cannot be read');
  // Includes may hold the channel; only an object without any is known to lack it.
  const has_includes = Object.hasOwn(value, '$include') || Object.hasOwn(Object(value.channels), '$include');
  if (!has_includes && !isTree(valueAtPath(value, ['channels', channel])))
    throw refuse('channel', 'the configuration has no such channel');
  return value;
}

async function ask(
  program: GatewayProgram,
  target: GatewayTarget,
  host: HostExecutor,
  config: Tree,
  channel: string,
): Promise<ProgramResult | ProgramError> {
  const service = await readServiceEnvironment(target, host);
  const options = {
    timeout_ms,
    output_bytes_max,
    config,
    service_env: knownVariables(service),
    probes: true as const,
  };
  return program
    .run(['channels', 'capabilities', '--channel', channel, '--json'], options)
    .catch((error: unknown) =>
      error instanceof ProgramError ? error : new ProgramError('The gateway’s program could not be run.'),
    );
}

const unasked = (channel: string, detail: string): ChannelProbe => ({ channel, asked: false, detail, accounts: [] });

function tell(answer: ProgramResult | ProgramError, channel: string, shown: (text: string) => string): ChannelProbe {
  if (answer instanceof ProgramError) return unasked(channel, shown(answer.message));
  if (answer.timed_out)
    return unasked(channel, `The gateway’s program did not answer in ${timeout_ms / 1000} seconds.`);
  const body = parseProgramAnswer(answer.stdout);
  const entries = arrayOf(body?.channels).map(objectOf).slice(0, accounts_max);
  if (entries.length === 0) {
    const said = textOf(objectOf(body?.error).message, detail_chars_max);
    if (said !== null && /wizard cancelled/i.test(said))
      return unasked(
        channel,
        'The gateway has no part for this channel installed yet; it installs one when it starts.',
      );
    if (said === null && refusesConfig(answer))
      return unasked(channel, 'The gateway does not take this configuration, so it asked nobody. Check it first.');
    return unasked(channel, said === null ? 'The gateway’s program cannot probe channels.' : shown(said));
  }
  const accounts = entries.map((entry) => tellAccount(entry, shown));
  return { channel, asked: true, detail: `The gateway’s own program asked the provider${answer.where}.`, accounts };
}

function tellAccount(entry: Record<string, unknown>, shown: (text: string) => string): ChannelProbeAccount {
  const account = shown(textOf(entry.accountId, 80) ?? 'default');
  if (entry.enabled === false) return { account, outcome: 'off', detail: 'It is turned off.' };
  if (entry.configured === false) return { account, outcome: 'incomplete', detail: 'Its credential is not set.' };
  const probe = objectOf(entry.probe);
  if (probe.ok === true) {
    const name = textOf(objectOf(probe.bot).username, 80) ?? textOf(objectOf(probe.bot).name, 80);
    return {
      account,
      outcome: 'works',
      detail: name === null ? 'The provider takes it.' : `It answers as ${shown(name)}.`,
    };
  }
  if (probe.ok !== false)
    return {
      account,
      outcome: 'unknown',
      detail: 'The gateway said nothing of the provider; its version may have no probe for this channel.',
    };
  const status = numberOf(probe.status);
  const words = shown(textOf(probe.error, detail_chars_max) ?? 'no reason was given');
  return status !== null && refusal_statuses.includes(status)
    ? { account, outcome: 'refused', detail: `The provider refuses it: ${words} (${status}).` }
    : { account, outcome: 'unreachable', detail: `The provider could not be asked: ${words}.` };
}
