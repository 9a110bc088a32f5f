import { expect, test } from 'vitest';
import { splitDemo } from './demo.mjs';

test('without --demo everything is for the agent', () => {
  expect(splitDemo(['--port', '0'])).toEqual({ scenario: null, rest: ['--port', '0'] });
});

test('--demo is a healthy gateway and is kept from the agent', () => {
  expect(splitDemo(['--demo', '--port', '0'])).toEqual({ scenario: 'healthy', rest: ['--port', '0'] });
});

test('--demo=NAME asks for a scenario', () => {
  expect(splitDemo(['--demo=crash_loop'])).toEqual({ scenario: 'crash_loop', rest: [] });
});
