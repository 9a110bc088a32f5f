import { expect, test } from 'vitest';
import { createFetchWatch } from './npm-fetches.ts';

const failed = (name: string, attempt: number, code = 'ECONNREFUSED') =>
  `npm http fetch GET http://127.0.0.1:9/${name} attempt ${attempt} failed with ${code}`;

test('a registry that gives nothing any more is given up after three packages, with its reason', () => {
  const watch = createFetchWatch(2);
  for (const name of ['a', '@s%2fb', 'c']) {
    expect(watch.take(failed(name, 1))).toBe(true);
    expect(watch.lost()).toBeNull();
    watch.take(failed(name, 2, 'SELF_SIGNED_CERT_IN_CHAIN'));
  }
  expect(watch.lost()).toBe('SELF_SIGNED_CERT_IN_CHAIN');
});

test('one that stumbles is not, as long as something comes between', () => {
  const watch = createFetchWatch(1);
  for (let at = 0; at < 20; at += 1) {
    watch.take(failed('a', 1));
    watch.take(failed('b', 1));
    watch.take('npm http fetch GET 200 http://127.0.0.1:9/c 12ms (cache miss)');
  }
  expect([watch.lost(), watch.done()]).toEqual([null, 20]);
});

test('what is in the cache is no sign that the registry is there, other lines are none of it', () => {
  const watch = createFetchWatch(1);
  for (const name of ['a', 'b', 'c']) {
    watch.take(failed(name, 1));
    expect(watch.take('npm http cache http://127.0.0.1:9/d 3ms (cache hit)')).toBe(true);
  }
  expect(watch.take('npm warn deprecated x@1.0.0')).toBe(false);
  expect([watch.lost(), watch.done()]).toEqual(['ECONNREFUSED', 3]);
});
