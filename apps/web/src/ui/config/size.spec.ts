import type { ConfigField } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { isSizeField, joinSize, sizeUnits, sizeWords, splitSize } from './size.ts';

describe('a size', () => {
  it.each([
    [104_857_600, '100 MB'],
    [52_428_800, '50 MB'],
    [1_610_612_736, '1.5 GB'],
    [16_384, '16 KB'],
    [1_000_000, '1000000 bytes'],
    [1, '1 bytes'],
    [0, '0 bytes'],
    [-1, '-1 bytes'],
  ])('of %i bytes is shown as %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words));

  it('comes back from what is shown to the very byte', () => {
    for (let bytes = 1; bytes < 2 ** 40; bytes = Math.ceil(bytes * 1.37)) {
      const { text, unit } = splitSize(bytes);
      expect(joinSize(text, unit)).toBe(bytes);
    }
  });

  it('that is typed is whole bytes, and what is no number is left for the check', () => {
    expect([joinSize('100', 'MB'), joinSize('1.5', 'KB'), joinSize('0.1', 'MB')]).toEqual([104_857_600, 1536, 104_858]);
    expect([joinSize('lots', 'MB'), joinSize('1.5', 'bytes')]).toEqual(['lots', 1.5]);
    expect(Object.keys(sizeUnits)).toEqual(['bytes', 'KB', 'MB', 'GB']);
  });

  it('is told by the name of a field that holds a number', () => {
    const field = (path: string, type: ConfigField['type']): ConfigField => ({ path, type });
    expect(isSizeField(field('logging.maxFileBytes', 'integer'))).toBe(true);
    expect(isSizeField(field('logging.maxFileBytes', 'string'))).toBe(false);
    expect(isSizeField(field('gateway.port', 'integer'))).toBe(false);
  });
});
