import { expect, test } from 'vitest';
import { judgeEnd } from './judge-end.ts';

const ended = (exit_code: number, words = '', out_of_memory = false) =>
  judgeEnd({ exit_code, out_of_memory }, words, { state_directory: '/home/o ps/.openclaw', state_owner: '1234:1234' });

test.each([
  [1, "EACCES: permission denied, mkdir '/home/node/.openclaw/x'", 'volume_denied'],
  [255, 'exec /usr/bin/tini: exec format error', 'image_unavailable'],
  [127, '', 'image_unavailable'],
  [1, '[FATAL tini (7)] exec openclaw failed: No such file or directory', 'image_unavailable'],
  [137, '', 'install_out_of_memory'],
  [1, 'listen EADDRINUSE: address already in use', 'gateway_port_taken'],
  [78, 'Invalid config', 'gateway_refused_start'],
  [3, 'boom', 'gateway_ended'],
])('status %i with “%s” is %s', (status, words, code) => {
  expect(ended(status, words).code).toBe(code);
});

test('the command that gives the state back names the account that the gateway runs as, and may be copied', () => {
  expect(ended(1, 'EACCES').next_step).toContain("chown -R 1234:1234 '/home/o ps/.openclaw'");
  expect(ended(0, '', true).code).toBe('install_out_of_memory');
});
