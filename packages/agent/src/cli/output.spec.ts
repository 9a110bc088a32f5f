import { expect, test } from 'vitest';
import { formatDuration, formatTable } from './output.ts';

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [61, '1 min 1 s'],
  [3600, '1 h'],
  [93_784, '1 d 2 h'],
  [86_405, '1 d'],
])('%i seconds are shown as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('a table keeps its columns whatever is in a cell', () => {
  expect(formatTable(['A', 'B'], [['x\u001b[1m\ny', 'z']])).toEqual(['A    B', 'x y  z']);
});
