import { describe, expect, test } from 'vitest';
import { createRedactor, standardRules } from './redactor.ts';

// Each piece is what some rule could be made to read again and again. Time is compared between one size and four times
// that size in one run, so that a slow machine changes nothing: linear is a factor of 4, quadratic one of 16.
const pieces = [
  'a',
  '-',
  '.',
  ':',
  '=',
  '"',
  '\\',
  '+1 ',
  '@',
  'a@',
  'a.',
  'a@a.',
  'a%40',
  'eyJ',
  'eyJ-',
  'eyJa.',
  'sk-',
  '-sk-',
  'token=',
  'token: ',
  'token="',
  'A_KEY',
  'A_KEY=',
  'token 1',
  'token a',
  'token a1',
  ' -u a',
  ' -u a:',
  'sshpass -p ',
  'response="',
  '00',
  '001 1',
  'pass=',
  'token%3d',
  'token={',
  'token=(ab',
  'token=\\"',
  '\\"token\\":',
  'passwordpassword',
  '--token ',
  '-----BEGIN PRIVATE KEY-----',
  'cookie: a',
  'cookie: a=',
  'authorization: ',
  'bearer ',
  'bearer a1',
  '://',
  '://a:',
  '://a:b',
  'postgres://a:/',
  'SG.aaaaaaaaaaaaaaaa.',
  '123456:',
  '123-456-',
  'ABCDE-',
  'hooks.slack.com/services/',
  'xoxb-',
  'AAAAAAAAAAAAAAAAAAAAAAAAA.BBBBBB.',
  ' ',
  '\n',
  '[redacted:',
  'ü',
];

function measure(find: (text: string) => unknown, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage();
    find(text);
    const spent = process.cpuUsage(before);
    best = Math.min(best, spent.user + spent.system);
  }
  return best;
}

describe('hostile input costs time in proportion to its length', () => {
  test.each(pieces)('%j', (piece) => {
    const text = (chars: number) => piece.repeat(Math.ceil(chars / piece.length));
    for (const find of standardRules) {
      const large = measure(find, text(128_000));
      // Below 40 ms for 128,000 characters nothing is quadratic; only the doubtful are compared.
      if (large < 40_000) continue;
      expect(large / measure(find, text(32_000))).toBeLessThan(9);
    }
  });

  test('known secrets that repeat one letter', () => {
    const redactor = createRedactor({ rules: [] });
    redactor.remember('a'.repeat(24));
    redactor.remember(`${'a'.repeat(200)}1`);
    expect(redactor.redact('a'.repeat(1_000_000))).toBe('[redacted:known_secret]');
  });
});
