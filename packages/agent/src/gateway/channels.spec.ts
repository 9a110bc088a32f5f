import { describe, expect, it } from 'vitest';
import { connectGraceMs, parseChannels } from './channels.ts';

const now = 1_800_000_000_000;
const account = (more: object) => ({
  accountId: 'default',
  enabled: true,
  configured: true,
  running: true,
  lastError: null,
  lastStartAt: now - connectGraceMs,
  ...more,
});
const status = (...accounts: object[]) => ({
  channelLabels: { telegram: 'Telegram' },
  channels: { telegram: { configured: true, running: true } },
  channelAccounts: { telegram: accounts },
});

describe('parseChannels', () => {
  it.each([
    ['up', account({ connected: true })],
    ['up', account({ lifecycle: 'running' })],
    ['down', account({ connected: false, lifecycle: 'starting' })],
    ['unknown', account({ connected: false, lifecycle: 'starting', lastStartAt: now - 5_000 })],
    ['down', account({ running: false })],
    ['down', account({ lastError: 'closed with code 1006' })],
    ['disabled', account({ enabled: false, running: false })],
  ])('says %s of %j', (state, one) => {
    expect(parseChannels(status(one), now)).toMatchObject([{ channel: 'telegram', label: 'Telegram', state }]);
  });

  it('lets the worst account speak, with its own words', () => {
    const [channel] = parseChannels(
      status(account({ connected: true }), account({ running: false, lastError: 'logged out' })),
      now,
    );
    expect(channel).toMatchObject({ state: 'down', detail: 'logged out' });
  });

  it('reads accounts inside the channel, as health has them', () => {
    const health = { channels: { discord: { accounts: { default: account({ connected: false }) } } } };
    expect(parseChannels(health, now)).toMatchObject([{ channel: 'discord', state: 'down' }]);
  });

  it.each([null, 'x', [], { channels: 7 }, { channels: { a: null } }, { channels: { a: { accounts: 'x' } } }])(
    'survives %j',
    (payload) => {
      expect(Array.isArray(parseChannels(payload, now))).toBe(true);
    },
  );
});
