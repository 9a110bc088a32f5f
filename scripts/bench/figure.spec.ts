import { expect, test } from 'vitest';
import { type Figure, formatResults, isWithinBudget, median, percentile } from './figure.ts';

const figure: Figure = { name: 'a', measured: '', value: 5, budget: 5, better: 'lower', unit: 'ms' };

test('a figure on its budget is within it, one beyond is not, on either side', () => {
  expect(isWithinBudget(figure)).toBe(true);
  expect(isWithinBudget({ ...figure, value: 5.01 })).toBe(false);
  expect(isWithinBudget({ ...figure, better: 'higher', value: 4.99 })).toBe(false);
});

test('percentiles are taken from sorted values and never from between them', () => {
  const values = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
  expect(percentile(values, 0.99)).toBe(10);
  expect(percentile(values, 0.5)).toBe(5);
  expect(percentile([3], 0.01)).toBe(3);
  expect(() => percentile([], 0.5)).toThrow('nothing was measured');
});

test('the median of an even count is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});

test('what was not measured is said, with why', () => {
  expect(formatResults([{ name: 'gateway', missing: 'no gateway here' }]).join('\n')).toMatch(
    /– +gateway +not measured +no gateway here/,
  );
});
