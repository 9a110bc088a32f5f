// The comparison itself: what it hides, and what it must not let through.
import { expect, test } from 'vitest';
import { findShapeFaults, normalise, shapeOf } from '../support/normalise.ts';

const facts = { home: '/tmp/h', port: 28_901, token: 'secret-token', hostname: 'box-one' };

test('what differs from run to run is named', () => {
  const value = {
    id: '0f4f2f10-11cb-45f6-8b8c-1ff99c938b8b',
    uptimeMs: 12,
    text: '2026-11-22T08:19:24.974+00:00 /tmp/h/x ws://127.0.0.1:28901 secret-token box-one 12ms',
    port: 28_901,
  };
  expect(normalise(value, facts)).toEqual({
    id: '<uuid>',
    uptimeMs: '<uptimeMs>',
    text: '<time> <home>/x ws://127.0.0.1:<port> <token> <hostname> <duration>',
    port: '<port>',
  });
});

test('what means something stays', () => {
  const value = { code: 'AUTH_TOKEN_MISMATCH', ready: false, status: 503, failing: ['telegram'] };
  expect(normalise(value, facts)).toEqual(value);
});

test('a key that the recording does not have is a fault, and so is another type', () => {
  const recorded = shapeOf({ ok: true, list: [{ name: 'a' }], maybe: null });
  expect(findShapeFaults(shapeOf({ ok: true, list: [], maybe: 'x' }), recorded)).toEqual([]);
  expect(findShapeFaults(shapeOf({ ok: true, extra: 1 }), recorded)).toEqual(['.extra is not in the recording']);
  expect(findShapeFaults(shapeOf({ ok: 'yes' }), recorded)).toEqual(['.ok is "string", recorded "boolean"']);
  expect(findShapeFaults(shapeOf({ list: [{ name: 5 }] }), recorded)).toEqual([
    '.list[].name is "number", recorded "string"',
  ]);
});
