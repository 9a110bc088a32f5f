// The command that asks a provider whether it takes a credential, with a provider on this machine.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target } from '../support/target.ts';
import type { Recording } from './recordings.ts';

/** The longest that the gateway gives a provider; the first program that asks loads the channel within that time. */
const probeTimeoutMs = '30000';

const goodToken = `123456789:${'good_'.repeat(7)}`;

interface Account {
  channel: string;
  accountId: string;
  configured: boolean;
  enabled: boolean;
  probe?: { ok: boolean; status: number | null; error: string | null; bot?: { username: string } };
}

export async function recordChannels(target: Target): Promise<Recording> {
  const good = target.readConfig();
  const provider = await startProvider();
  const probe = async (telegram: object): Promise<unknown> => {
    target.writeConfig({ ...good, channels: { telegram: { apiRoot: provider.url, ...telegram } } });
    const { stdout } = await target.run(...capabilities('telegram'), '--timeout', probeTimeoutMs);
    return describe(stdout);
  };
  try {
    return {
      'a credential that the provider takes': await probe({ enabled: true, botToken: goodToken }),
      'a credential that the provider refuses': await probe({
        enabled: true,
        botToken: goodToken.replace('good', 'none'),
      }),
      'a channel that is turned off': await probe({ enabled: false, botToken: goodToken }),
      'a channel that nobody knows': (await target.run(...capabilities('nosuch'))).code,
      // What, not how often: a slow answer is asked for once more.
      'the provider was asked for': [...new Set(provider.asked)],
    };
  } finally {
    target.writeConfig(good);
    await provider.close();
  }
}

function capabilities(channel: string): string[] {
  return ['channels', 'capabilities', '--channel', channel, '--json'];
}

/** What the product relies on, of each account. */
function describe(stdout: string): unknown {
  const { channels } = JSON.parse(stdout.slice(stdout.indexOf('{\n'))) as { channels: Account[] };
  return channels.map(({ channel, accountId, configured, enabled, probe }) => ({
    ...{ channel, accountId, configured, enabled },
    probe:
      probe && enabled
        ? { ok: probe.ok, status: probe.status, error: probe.error, username: probe.bot?.username ?? null }
        : null,
  }));
}

async function startProvider(): Promise<{ url: string; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path.split('/').at(-1) ?? '');
    const known = path.startsWith(`/bot${goodToken}/`);
    const bot = { id: 1, is_bot: true, first_name: 'Bot', username: 'loopback_bot' };
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(known ? { ok: true, result: bot } : { ok: false, error_code: 401, description: 'Unauthorized' }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
