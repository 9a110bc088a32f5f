import { describe, expect, test } from 'vitest';
import { createRedactor, standardRules } from './redactor.ts';

// Each piece is what some rule could be made to read again and again. Time is compared between one size and four times
// that size in one run, so that a slow machine changes nothing: linear is a factor of 4, quadratic one of 16. Other work
// on the machine only ever adds to a measurement, so the least of many is taken before it counts against a rule.
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
  '%20sk-',
  '\\nsk-',
  '\\neyJ',
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

const rounds = 12;
const factor_max = 9;
/** Below it nothing is quadratic, microseconds for 128,000 characters; only the doubtful are compared. */
const doubtful_us = 40_000;

function measure(find: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  find(text);
  const spent = process.cpuUsage(before);
  return spent.user + spent.system;
}

/** How many times longer the large text takes; measured again only while it looks bad. */
function factorOf(find: (text: string) => unknown, large: string, small: string): number {
  let least_large = Number.POSITIVE_INFINITY;
  let least_small = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    least_large = Math.min(least_large, measure(find, large));
    if (least_large < doubtful_us) return 1;
    least_small = Math.min(least_small, measure(find, small));
    if (least_large / least_small < factor_max) break;
  }
  return least_large / least_small;
}

describe('hostile input costs time in proportion to its length', () => {
  test.each(pieces)('%j', (piece) => {
    const text = (chars: number) => piece.repeat(Math.ceil(chars / piece.length));
    for (const find of standardRules) {
      expect(factorOf(find, text(128_000), text(32_000))).toBeLessThan(factor_max);
    }
  });

  test('known secrets that repeat one letter', () => {
    const redactor = createRedactor({ rules: [] });
    redactor.remember('a'.repeat(24));
    redactor.remember(`${'a'.repeat(200)}1`);
    expect(redactor.redact('a'.repeat(1_000_000))).toBe('[redacted:known_secret]');
  });
});
