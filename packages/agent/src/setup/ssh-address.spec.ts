import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { checkHost, checkTarget, checkUsername } from './ssh-address.ts';

const isRefused = (run: () => unknown): boolean => {
  try {
    run();
    return false;
  } catch (error) {
    return error instanceof AppError && error.code === 'invalid_request';
  }
};

describe('a machine’s name', () => {
  it.each([
    ['example.com', 'example.com'],
    ['Example.COM.', 'example.com'],
    ['vps-1', 'vps-1'],
    ['my_box.lan', 'my_box.lan'],
    ['10.0.0.7', '10.0.0.7'],
    ['::1', '::1'],
    ['[2001:DB8::0:1]', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%s is taken as %s', (given, taken) => {
    expect(checkHost(given)).toBe(taken);
  });

  it.each([
    '',
    ' ',
    '-oProxyCommand=x',
    '-',
    'a b',
    'a\nb',
    'a\0b',
    'user@host',
    'host%eth0',
    'fe80::1%eth0',
    'host/path',
    'host:22',
    '$(id)',
    'a;b',
    '`x`',
    '../etc',
    '.example',
    'a..b',
    'a-.b',
    'a'.repeat(64),
    `${'a.'.repeat(130)}a`,
    'bücher.example',
    '127.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '0x7f000001',
    '[1.2.3.4]',
    '[host]',
    '::1]',
    '\u202ehost',
  ])('%j is refused', (given) => {
    expect(isRefused(() => checkHost(given))).toBe(true);
  });

  it.each([
    ['ops@vps.example', 'account'],
    ['vps.example:2222', 'port'],
    ['bücher.example', 'xn--'],
    ['ssh://vps.example', 'DNS name'],
  ])('%s is refused with where its parts belong', (given, word) => {
    try {
      checkHost(given);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_request', details: [{ field: 'host' }] });
      expect(JSON.stringify(error instanceof AppError ? error.details : null)).toContain(word);
    }
  });

  it('that is taken holds nothing that could be read as more than a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        if (isRefused(() => checkHost(text))) return;
        expect(checkHost(text)).toMatch(/^[a-z0-9_.:-]+$/);
        expect(checkHost(text)).not.toMatch(/^-/);
      }),
    );
  });
});

describe('an account', () => {
  it.each(['ops', 'Ops_1', 'a.b-c', '_svc'])('%s is taken', (name) => expect(checkUsername(name)).toBe(name));
  it.each(['', '-l', 'a b', 'a@b', 'a:b', 'a/b', 'a$', 'a\n', '../a', '0', 'a'.repeat(33), 'ö', 'a%b', 'a\\b'])(
    '%j is refused',
    (name) => expect(isRefused(() => checkUsername(name))).toBe(true),
  );
  it('and a port that is none are refused together with the machine', () => {
    for (const port of [0, -1, 65_536, 1.5, Number.NaN])
      expect(isRefused(() => checkTarget({ host: 'a', port, username: 'ops' }))).toBe(true);
  });
});
