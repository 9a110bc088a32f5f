import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ChannelProbe, ConfigProbeRequest } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { createChannelProbe, type ProbeChannel } from '../../src/config/channel-probe.ts';
import { createHostProgram, type GatewayProgram } from '../../src/config/gateway-program.ts';
import { keptMark } from '../../src/config/mask.ts';
import { commandEnvironment } from '../../src/gateway/processes.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';
import { type WatchedGateway, watchGateway } from '../support/watch-gateway.ts';

const good = `123456789:${'good_'.repeat(7)}`;
const bad = `123456789:${'none_'.repeat(7)}`;

let gateway: Simulator;
let watched: WatchedGateway;
let provider: Server;
let apiRoot = '';
const scratch = mkdtempSync(join(tmpdir(), 'probe-'));
const records: string[] = [];

function open(argv: [string, ...string[]] | null): ProbeChannel {
  const program = (host: HostExecutor): GatewayProgram | null => {
    const { runtime, state_directory, config_path } = watched.observer.target();
    const env = commandEnvironment(gateway.home, { PATH: process.env.PATH }, dirname(process.execPath));
    return argv === null
      ? null
      : createHostProgram({ host, argv, runtime, env, state_directory, config_path, scratch_directory: scratch });
  };
  return createChannelProbe({
    target: () => watched.observer.target(),
    openHost: async () => createLocalHost({ home: gateway.home }),
    program,
    hints: async () => (path) => path.at(-1) === 'botToken',
    redact: (text) => text,
    record: async (actor) => void records.push(actor),
  });
}

const ask = (telegram: object, more: Partial<ConfigProbeRequest> = {}): Promise<ChannelProbe> =>
  open([join(gateway.bin_dir, 'openclaw')])(
    { config: { channels: { telegram } }, channel: 'telegram', ...more },
    'host',
  );

beforeAll(async () => {
  provider = createServer((request, response) => {
    const known = request.url?.startsWith(`/bot${good}/`) === true;
    const body = known
      ? { ok: true, result: { id: 1, username: 'loopback_bot' } }
      : { ok: false, description: `Unauthorized ${request.url}` };
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  apiRoot = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`; // listens on a port
  gateway = await launchSimulator({
    home: mkdtempSync(join(tmpdir(), 'gw-')),
    config: { channels: { telegram: { enabled: true, botToken: good, apiRoot } } },
  });
  watched = watchGateway(gateway.home, join(gateway.bin_dir, 'openclaw'));
  watched.observer.start();
  await watched.until(({ gateway_connected }) => gateway_connected);
});
afterAll(async () => {
  await watched?.observer.close();
  await gateway?.stop();
  provider.close();
});

describe('the credentials of a channel, before they are saved', () => {
  it('are taken by the provider, which says as whom', async () => {
    expect(await ask({ botToken: good, apiRoot })).toEqual({
      channel: 'telegram',
      asked: true,
      detail: expect.any(String),
      accounts: [{ account: 'default', outcome: 'works', detail: 'It answers as loopback_bot.' }],
    });
    expect(records).toEqual(['host']);
  });

  it('are refused, and what is said of that does not repeat them', async () => {
    const answer = await ask({ botToken: bad, apiRoot });
    expect(answer.accounts).toMatchObject([{ outcome: 'refused', detail: expect.stringContaining('401') }]);
    expect(JSON.stringify(answer)).not.toContain(bad);
  });

  it('are those that are kept where a mask was sent, as object and as text', async () => {
    expect((await ask({ botToken: keptMark, apiRoot })).accounts).toMatchObject([{ outcome: 'works' }]);
    const raw = `{ channels: { telegram: { botToken: '${keptMark}', apiRoot: '${apiRoot}' } } } // mine`;
    expect((await ask({}, { raw })).accounts).toMatchObject([{ outcome: 'works' }]);
  });

  it('are said to be missing, turned off, or out of reach', async () => {
    expect((await ask({ apiRoot })).accounts).toMatchObject([{ outcome: 'incomplete' }]);
    expect((await ask({ botToken: good, enabled: false })).accounts).toMatchObject([{ outcome: 'off' }]);
    const nobody = await ask({ botToken: good, apiRoot: 'http://127.0.0.1:1' });
    expect(nobody.accounts).toMatchObject([{ outcome: 'unreachable' }]);
  });

  it('change nothing: neither the configuration nor what is left behind', async () => {
    const before = watched.observer.target().content_hash;
    await ask({ botToken: good, apiRoot });
    expect(watched.observer.target().content_hash).toBe(before);
    expect(existsSync(join(scratch, 'probe')) ? readdirSync(join(scratch, 'probe')) : []).toEqual([]);
  });

  it('are not sent where an answer could not be masked, nor where they are too heavy', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, at) => [`a${at}`, { botToken: `secret-${at}-`.repeat(3) }]),
    );
    const before = records.length;
    expect(await ask({ botToken: good, accounts: many })).toMatchObject({ asked: false, accounts: [] });
    expect(records).toHaveLength(before);
    await expect(ask({ botToken: 'x'.repeat(200_000) })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('may be asked about again after the machine could not be opened', async () => {
    let opened = 0;
    const openHost = async () => {
      opened += 1;
      throw new Error(`not opened ${opened}`);
    };
    const probe = createChannelProbe({
      ...{ openHost, target: () => watched.observer.target(), program: () => null },
      ...{ hints: async () => () => false, redact: (text: string) => text, record: async () => undefined },
    });
    const request = { config: { channels: { telegram: {} } }, channel: 'telegram' };
    await expect(probe(request, 'host')).rejects.toThrow('not opened 1');
    await expect(probe(request, 'host')).rejects.toThrow('not opened 2');
  });

  it('are asked about one at a time', async () => {
    const probe = open([join(gateway.bin_dir, 'openclaw')]);
    const request = { config: { channels: { telegram: { botToken: good, apiRoot } } }, channel: 'telegram' };
    const [first, second] = await Promise.all([probe(request, 'host'), probe(request, 'host')]);
    expect(first.asked).toBe(true);
    expect(second).toMatchObject({ asked: false, detail: expect.stringContaining('under way') });
  });

  it('cannot be asked about without a program, of a channel that nobody knows, or with one that says nothing', async () => {
    const config = { channels: { telegram: { botToken: good }, carrier_pigeon: { enabled: true } } };
    expect(await open(null)({ config, channel: 'telegram' }, 'host')).toMatchObject({ asked: false, accounts: [] });
    expect(await ask({}, { config, channel: 'carrier_pigeon' })).toMatchObject({
      asked: false,
      detail: expect.stringContaining('Unknown channel'),
    });
    const mute = await open(['/bin/true'])({ config, channel: 'telegram' }, 'host');
    expect(mute).toMatchObject({ asked: false, detail: expect.stringContaining('cannot probe') });
  });

  it.each([
    [{ config: {}, channel: 'telegram' }, 'channel'],
    [{ config: { channels: { telegram: {} } }, channel: 'slack' }, 'channel'],
    [{ config: {}, raw: '{ channels: ', channel: 'telegram' }, 'raw'],
    [{ config: {}, raw: '[]', channel: 'telegram' }, 'raw'],
    [{ config: {}, raw: '{a:'.repeat(2_000), channel: 'telegram' }, 'raw'],
  ])('are not asked about in %j', async (request, field) => {
    await expect(open(null)(request, 'host')).rejects.toMatchObject({
      code: 'invalid_request',
      details: [{ field }],
    });
  });
});
