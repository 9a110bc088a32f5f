import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { channelWords, headlineParts, uptimeSeconds, versionSkew } from './words.ts';

const now = Date.parse('2026-03-14T12:00:00Z');
const status: MoltBotStatus = {
  installed: true,
  running: true,
  version: '2026.9.6',
  service_manager: 'systemd-user',
  gateway_connected: true,
  state: 'running',
  state_since: '2026-03-14T11:00:00Z',
  last_start_time: '2026-03-14T10:00:00Z',
  channels: [
    { channel: 'telegram', state: 'up' },
    { channel: 'discord', state: 'down' },
    { channel: 'slack', state: 'disabled' },
  ],
};

describe('headlineParts', () => {
  it('says how long, which version, who keeps it and how many channels are up', () => {
    expect(headlineParts(status, now)).toEqual(['for 2 h', '2026.9.6', 'systemd (user)', '1 of 2 channels up']);
  });
  it('counts a stopped gateway from when it stopped, and says nothing of channels', () => {
    expect(headlineParts({ ...status, running: false, state: 'stopped' }, now)).toEqual([
      'for 1 h',
      '2026.9.6',
      'systemd (user)',
    ]);
  });
  it('claims nothing of a gateway that is not there', () => {
    const absent: MoltBotStatus = {
      installed: false,
      running: false,
      version: null,
      service_manager: 'none',
      gateway_connected: false,
      state: 'not_installed',
    };
    expect(headlineParts(absent, now)).toEqual([]);
  });
});

it('uptimeSeconds goes by the start time, so that an old answer does not freeze it', () => {
  expect(uptimeSeconds({ ...status, uptime_seconds: 5 }, now)).toBe(7200);
  expect(uptimeSeconds({ ...status, running: false }, now)).toBeNull();
});

it('channelWords leaves disabled channels out', () => {
  expect(channelWords([{ channel: 'slack', state: 'disabled' }])).toBeNull();
  expect(channelWords([{ channel: 'telegram', state: 'up' }])).toBe('1 channel up');
});

it('versionSkew names each place when versions differ, and is silent when they agree', () => {
  expect(versionSkew({ ...status, versions: { cli: '2', running: '1', unit: null } })).toEqual([
    'binary 2',
    'running 1',
  ]);
  expect(versionSkew({ ...status, versions: { cli: '2', running: '2', unit: null } })).toEqual([]);
});
