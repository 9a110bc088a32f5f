import { expect, test } from 'vitest';
import type { EngineReading } from '../../../ports/docker-engine.ts';
import type { HostFacts } from '../../../ports/host-executor.ts';
import { decideOwnership } from './ownership.ts';

const of = (uid: number, more: { platform?: string; rootless?: boolean } = {}) =>
  decideOwnership(
    { platform: more.platform ?? 'linux', uid, gid: uid } as HostFacts, // what it looks at
    { rootless: more.rootless ?? false } as EngineReading, // alike
  );

test('root gives the state to the image’s account', () => {
  expect(of(0)).toEqual({ user: '1000:1000', uid: 1000, gid: 1000, given: true });
});

test('every other account keeps it, and the gateway runs as that account', () => {
  expect(of(1000)).toEqual({ user: '1000:1000', uid: 1000, gid: 1000, given: false });
  expect(of(1234)).toEqual({ user: '1234:1234', uid: 1234, gid: 1234, given: false });
});

test('an engine that maps root to the account, or owners by itself, is left to that', () => {
  expect(of(1234, { rootless: true })).toEqual({ user: '0:0', uid: 1234, gid: 1234, given: false });
  expect(of(501, { platform: 'darwin' })).toEqual({ user: '1000:1000', uid: 501, gid: 501, given: false });
});
