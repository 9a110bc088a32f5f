import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toInert, toInertJson } from './inert.ts';

/** Everything that a terminal acts upon or that hides or turns text: C0, C1, bidirectional controls, invisibles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming control characters is the point here
const live = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u;

describe('text for a terminal', () => {
  test.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['a cleared screen', 'a\x1b[2J\x1b[Hb', 'ab'],
    ['a window title', 'a\x1b]0;pwned\x07b', 'ab'],
    ['a hidden link', '\x1b]8;;https://evil.test\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['a clipboard write', 'a\x1b]52;c;ZXZpbA==\x07b', 'ab'],
    ['a device string', 'a\x1bP1;2|evil\x1b\\b', 'ab'],
    ['eight-bit sequences', 'a\x9b31mb\x9d0;evil\x9cc', 'abc'],
    ['a forged line', 'ok\r\nroot: approved', 'ok root: approved'],
    ['overwriting', 'danger\rsafe', 'danger safe'],
    ['turned text', 'a\u202egpj.exe', 'agpj.exe'],
    ['isolates', '\u2066a\u2069', 'a'],
    ['invisible text', 'a\u200bb\ufeffc', 'abc'],
    ['tag characters', `a${String.fromCodePoint(0xe0041)}b`, 'ab'],
    ['plain text in any script', 'läuft — работает 運転中', 'läuft — работает 運転中'],
  ])('%s cannot act', (_, hostile, shown) => {
    expect(toInert(hostile)).toBe(shown);
  });

  test('no text whatever leaves anything live behind', () => {
    const pieces = fc.constantFrom(
      '\x1b',
      '[',
      ']',
      '0;',
      '\x07',
      '\\',
      '\x9b',
      '\x9d',
      'm',
      'P',
      '\u202e',
      'text',
      '\r\n',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => !live.test(toInert(text))),
      { numRuns: 2000 },
    );
  });

  test('a very long line is cut, and quickly', () => {
    expect(toInert(`${'\x1b]'.repeat(50_000)}x`).length).toBeLessThanOrEqual(2001);
    expect(toInert('x'.repeat(100_000))).toHaveLength(2001);
  });
});

describe('JSON for a terminal', () => {
  test('hides no tag characters', () => {
    expect(toInertJson(`a${String.fromCodePoint(0xe0041)}b`)).toBe('"a\\udb40\\udc41b"');
  });

  test('holds the same value, and nothing live but its own line breaks', () => {
    fc.assert(
      fc.property(fc.record({ text: fc.string({ unit: 'binary' }) }), (value) => {
        const printed = toInertJson(value);
        expect(live.test(printed.replaceAll('\n', ''))).toBe(false);
        expect(JSON.parse(printed)).toEqual(value);
      }),
    );
  });
});
