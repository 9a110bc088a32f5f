import type { ConfigError } from '@moltbot-ops/sdk/types';
import { expect, it } from 'vitest';
import { gather } from './ConfigVerdict.tsx';

const finding = (path: string, more: Partial<ConfigError> = {}): ConfigError => ({
  path,
  message: 'In the clear.',
  severity: 'warning',
  rule: 'config_secret_in_file',
  ...more,
});

it('says once what holds of many fields, with all of them, and keeps what differs apart', () => {
  const gathered = gather([
    finding('a', { severity: 'error' }),
    finding('b'),
    finding('c', { next_step: 'Replace it.' }),
    finding('d'),
  ]);
  expect(gathered.map(({ severity, paths }) => [severity, paths])).toEqual([
    ['error', ['a']],
    ['warning', ['b', 'd']],
    ['warning', ['c']],
  ]);
});
