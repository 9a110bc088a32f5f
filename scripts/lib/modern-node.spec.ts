import { expect, test } from 'vitest';
import { isModern } from './modern-node.mjs';

test.each(['v24.16.0', 'v24.20.1', 'v26.1.0', '26.10.0', 'v27.0.0', 'v30.1.2'])('%s is new enough', (version) => {
  expect(isModern(version)).toBe(true);
});

test.each(['v18.20.0', 'v20.20.2', 'v22.22.0', 'v24.15.9', 'v25.9.0', 'v26.0.1', 'v8.1.0', 'nonsense'])(
  '%s is refused, because the managed gateway refuses it too',
  (version) => {
    expect(isModern(version)).toBe(false);
  },
);
