import { expect, it } from 'vitest';
import { passingReasons, pressingReasons } from './reasons.ts';

const reason = (code: string) => ({ code, message: '', next_step: '' });
const codes = (reasons: Array<{ code: string }>) => reasons.map(({ code }) => code);

it('what passes by itself presses nobody, and everything else does, known or not', () => {
  const all = ['first_look', 'config_invalid', 'watcher_connecting', 'still_starting', 'of_a_newer_agent'].map(reason);
  expect(codes(pressingReasons(all))).toEqual(['config_invalid', 'of_a_newer_agent']);
  expect(codes(passingReasons(all))).toEqual(['first_look', 'watcher_connecting', 'still_starting']);
  expect(pressingReasons(undefined)).toEqual([]);
});
