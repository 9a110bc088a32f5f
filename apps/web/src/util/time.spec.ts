import { describe, expect, it } from 'vitest';
import { ageWords, countdownWords, durationWords, momentWords } from './time.ts';

describe('durationWords', () => {
  it.each([
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [57_120, '15 h 52 min'],
    [86_400, '1 d'],
    [273_600, '3 d 4 h'],
    [-5, '0 s'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });
});

describe('ageWords', () => {
  it('never speaks of the future when clocks disagree', () => {
    expect(ageWords(-90_000)).toBe('just now');
  });
  it('counts from five seconds on', () => {
    expect(ageWords(4_999)).toBe('just now');
    expect(ageWords(20_000)).toBe('20 s ago');
  });
});

describe('momentWords', () => {
  const now = new Date(2026, 2, 14, 14, 5);
  it('is as short as is unambiguous', () => {
    expect(momentWords(new Date(2026, 2, 14, 9, 3), now)).toBe('09:03');
    expect(momentWords(new Date(2026, 2, 12, 9, 3), now)).toBe('Thu 09:03');
    expect(momentWords(new Date(2026, 1, 2, 9, 3), now)).toBe('2 Feb 09:03');
    expect(momentWords(new Date(2025, 1, 2, 9, 3), now)).toBe('2 Feb 2025');
  });
});

describe('countdownWords', () => {
  it('rounds up, so that zero means over', () => {
    expect(countdownWords(127)).toBe('2:07');
    expect(countdownWords(0.4)).toBe('0:01');
    expect(countdownWords(-3)).toBe('0:00');
  });
});
