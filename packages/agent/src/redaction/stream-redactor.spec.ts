import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';
import { createStreamRedactor } from './stream-redactor.ts';

const secret = 'Zq3LmX7vTn2a8Kd0Zq3L';

function passInChunks(text: string, cuts: number[], line_chars_max?: number): string {
  const redactor = createRedactor();
  redactor.remember(secret);
  const stream = createStreamRedactor(redactor, line_chars_max);
  let out = '';
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    out += stream.push(text.slice(from, cut));
    from = Math.max(from, cut);
  }
  return out + stream.push(text.slice(from)) + stream.end();
}

describe('a stream in pieces', () => {
  test('gives the same text as the whole, wherever it is cut', () => {
    const text = `one ${secret} two\ntoken=abc123def and ops@example.com\n\nlast ${secret}`;
    const whole = passInChunks(text, []);
    expect(whole).toBe(
      'one [redacted:known_secret] two\ntoken=[redacted:secret] and [redacted:email]\n\nlast [redacted:known_secret]',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        expect(passInChunks(text, cuts)).toBe(whole);
      }),
    );
  });

  test('turns a private key over several lines into one mask, and goes on after it', () => {
    const key = `-----BEGIN PRIVATE KEY-----\nQx7TgPqLrwz0KcVd\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\nafter\n`;
    expect(passInChunks(key, [10, 30, 50])).toBe('[redacted:private_key]\nafter\n');
  });

  test('withholds a line that outgrows the bound, with what follows on it, and nothing more', () => {
    const text = `${'x'.repeat(90)}${secret}${'y'.repeat(50)}\nshort\n`;
    expect(passInChunks(text, [20, 95, 105, 140], 100)).toBe('[withheld]\nshort\n');
  });

  test('withholds an unfinished line that outgrew the bound', () => {
    expect(passInChunks('z'.repeat(300), [50, 120], 100)).toBe('[withheld]');
  });
});
