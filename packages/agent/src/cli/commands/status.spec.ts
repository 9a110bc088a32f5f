import { stripVTControlCharacters } from 'node:util';
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import { expect, test } from 'vitest';
import { formatStatus } from './status.ts';

const base: MoltBotStatus = {
  installed: true,
  running: true,
  service_manager: 'systemd-user',
  gateway_connected: true,
};
const show = (status: Partial<MoltBotStatus>) =>
  formatStatus({ ...base, ...status })
    .map(stripVTControlCharacters)
    .join('\n');

test('a reason is shown with its code, its evidence and the next step', () => {
  const text = show({
    state: 'stopped',
    reasons: [
      {
        code: 'config_invalid',
        message: 'The configuration is invalid.',
        next_step: 'Mend line 3.',
        evidence: ['line 3: x'],
      },
    ],
  });
  expect(text).toContain('MoltBot gateway: stopped');
  expect(text).toContain('The configuration is invalid. (config_invalid)');
  expect(text).toContain('line 3: x');
  expect(text).toContain('Next: Mend line 3.');
});

test('the three versions are told apart', () => {
  const text = show({ state: 'running', versions: { cli: '2026.9.6', running: '2026.9.5', unit: null } });
  expect(text).toContain('2026.9.5 (running), 2026.9.6 (installed)');
});

test('what the gateway wrote cannot act on the terminal', () => {
  const hostile = '\u001b[2Jgone\u202e\r\nroot# ';
  const lines = formatStatus({
    ...base,
    state: 'degraded',
    version: hostile,
    config_path: hostile,
    channels: [{ channel: hostile, state: 'down', detail: hostile }],
    reasons: [{ code: hostile, message: hostile, next_step: hostile, evidence: [hostile] }],
  });
  for (const line of lines.map(stripVTControlCharacters)) expect(line).not.toMatch(/[\r\n\u202e]|\[2J/);
});
