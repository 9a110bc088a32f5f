import { describe, expect, test } from 'vitest';
import { applyCodes } from '../../packages/agent/src/config/apply-codes.ts';
import { lintRules } from '../../packages/agent/src/config/lint/rules.ts';
import { reasonCodes } from '../../packages/agent/src/gateway/reasons.ts';
import { jobCodes } from '../../packages/agent/src/jobs/failures.ts';
import { installCodes } from '../../packages/agent/src/setup/install-codes.ts';
import { sshCodes } from '../../packages/agent/src/setup/ssh-codes.ts';
import { listFiles, readText } from './tree.ts';

const runbooks = listFiles().filter((file) => /^docs\/runbooks\/.+\.md$/.test(file));
const readCodes = (line: string) => [...line.matchAll(/`([a-z0-9_]+)`/g)].map(([, code]) => code ?? '');
const codesOf = (file: string) => readCodes(/^Reasons: (.*)$/m.exec(readText(file))?.[1] ?? '');

const codes = [
  ...new Set([
    ...reasonCodes,
    ...lintRules.map(({ name }) => name),
    ...applyCodes,
    ...jobCodes,
    ...installCodes,
    ...sshCodes,
  ]),
];

test('every code that an operator may meet belongs to exactly one runbook', () => {
  const covered = runbooks.flatMap(codesOf);
  expect(covered.toSorted()).toEqual(codes.toSorted());
});

describe.each(runbooks)('%s', (file) => {
  test('says what is seen, where to look, what to do, what not, and when it is over', () => {
    const text = readText(file);
    for (const part of [
      '**What you see.**',
      '**What it means.**',
      '## Look',
      '## Do\n',
      '## Do not',
      '## It is over when',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('stands in the index with the same reasons', () => {
    const row = readText('docs/05-runbooks.md')
      .split('\n')
      .find((line) => line.includes(file.replace('docs/', '')));
    expect(readCodes(row ?? '')).toEqual(codesOf(file));
  });
});
