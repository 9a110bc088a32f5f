import { expect, it } from 'vitest';
import { bytesWords } from './bytes.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [46_200_000_000, '46.2 GB'],
  [999_960_000, '1 GB'],
  [512_000_000, '512 MB'],
])('says %d bytes as %s', (bytes, words) => {
  expect(bytesWords(bytes)).toBe(words);
});
