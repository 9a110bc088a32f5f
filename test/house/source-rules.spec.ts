import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBareCasts, findUses } from './syntax.ts';
import { isGenerated, isSource, isSpec, isText, listFiles, readText } from './tree.ts';

const files = listFiles();
const product = files.filter((file) => isSource(file) && !isSpec(file) && /^(packages|apps)\//.test(file));
const agent = product.filter((file) => file.startsWith('packages/agent/src/'));

const listUses = (within: string[], names: string[]) =>
  within.flatMap((file) => findUses(file, names).map(({ name, line }) => `${file}:${line} ${name}`));

describe('the agent', () => {
  test('asks time and chance only through its ports, which compose fills, so that tests own both', () => {
    const names = ['setTimeout', 'setInterval', 'Date.now', 'Math.random'];
    expect(
      listUses(
        agent.filter((file) => !/\/adapters\/|\/compose[\w-]*\.ts$/.test(file)),
        names,
      ),
    ).toEqual([]);
  });

  test('reads the environment in settings.ts alone, adapters for the outside world aside', () => {
    const allowed = /\/settings\.ts$|\/compose[\w-]*\.ts$|\/adapters\/|\/cli\//;
    expect(
      listUses(
        agent.filter((file) => !allowed.test(file)),
        ['process.env'],
      ),
    ).toEqual([]);
  });
});

test('every cast says why', () => {
  const bare = product.flatMap((file) => findBareCasts(file).map((line) => `${file}:${line}`));
  expect(bare).toEqual([]);
});

test('files are named kebab-case, components PascalCase', () => {
  const misnamed = product.filter((file) => {
    const name = basename(file).replace(/(\.d|\.config)?\.(ts|tsx|mjs|cjs)$/, '');
    return file.endsWith('.tsx')
      ? !/^([A-Z][A-Za-z0-9]*|[a-z][a-z0-9-]*)$/.test(name)
      : !/^[a-z0-9][a-z0-9-]*$/.test(name);
  });
  expect(misnamed).toEqual([]);
});

test('there is no barrel and no drawer for everything', () => {
  expect(product.filter((file) => /\/(index|utils?|helpers?|misc|common)\.tsx?$/.test(file))).toEqual([]);
});

test.each([
  ['a path of one machine', /(?<![\w.$@~-])\/(?:work|farm|tmp\/bash_jobs)\//],
  ['a reminder to do it later', /\b(?:TODO|FIXME|XXX)\b/],
  ['a test that runs alone or not at all', /\b(?:it|test|describe)\.(?:only|todo)\(/],
  ['a sleep in a browser test', /\bwaitForTimeout\(/],
  ['an assertion that cannot fail', /expect\(true\)|expect\(1\)\.toBe\(1\)/],
])('no file holds %s', (_, pattern) => {
  const own = 'test/house/source-rules.spec.ts'; // names them all
  const found = files
    .filter((file) => isText(file) && !isGenerated(file) && file !== own)
    .flatMap((file) => {
      const line = readText(file)
        .split('\n')
        .findIndex((text) => pattern.test(text));
      return line < 0 ? [] : [`${file}:${line + 1}`];
    });
  expect(found).toEqual([]);
});

test('the lockfile names no download address', () => {
  expect(readText('package-lock.json')).not.toMatch(/"resolved": *"https?:/);
});
