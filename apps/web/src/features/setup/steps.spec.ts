import type { SetupState } from '@moltbot-ops/sdk/types';
import { expect, it } from 'vitest';
import { courseOf, isReached, stepAfter, stepBefore, wordsOf } from './steps.ts';

it('every page leads to the next and back, up to the report', () => {
  const course = courseOf({ place: 'local', method: 'docker', channel: 'stable' });
  expect(course.map((step) => stepAfter(step, null))).toEqual([...course.slice(1), null]);
  expect(course.map((step) => stepBefore(step, null))).toEqual([null, ...course.slice(0, -1)]);
});

it('adopting leads past everything that would change the gateway', () => {
  const choice = { place: 'adopt' as const, channel: 'stable' as const };
  expect(courseOf(choice)).toEqual(['choose', 'install', 'report']);
  expect(stepAfter('choose', choice)).toBe('install');
  expect(stepBefore('report', choice)).toBe('install');
  expect(wordsOf('install', choice).name).toBe('Adopt');
});

it('a page is in reach as far as the wizard has been', () => {
  // Only these two fields are looked at.
  const state = { step: 'choose', furthest_step: 'install' } as SetupState;
  expect(isReached('prerequisites', state)).toBe(true);
  expect(isReached('install', state)).toBe(true);
  expect(isReached('configure', state)).toBe(false);
});
