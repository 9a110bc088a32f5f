import { describe, expect, test } from 'vitest';
import { failuresOfPlaywright, failuresOfVitest, tellFailures } from './failures.ts';

describe('what failed in a Vitest run', () => {
  const file = (status: string, assertions: { status: string; fullName: string; failureMessages?: string[] }[]) => ({
    name: '/somewhere/a.spec.ts',
    status,
    message: 'Cannot find module',
    assertionResults: assertions,
  });

  test('is each failed test by file and title, with its reason and without colours', () => {
    const report = {
      testResults: [
        file('failed', [
          { status: 'passed', fullName: 'adds' },
          { status: 'failed', fullName: 'subtracts', failureMessages: ['\u001B[31mexpected 1\u001B[39m\n\nto be 2'] },
        ]),
      ],
    };
    expect(failuresOfVitest('unit', report)).toEqual([
      { part: 'unit', test: '/somewhere/a.spec.ts › subtracts', reason: 'expected 1\nto be 2' },
    ]);
  });

  test('has from the output what was expected and what came', () => {
    const report = {
      testResults: [
        file('failed', [{ status: 'failed', fullName: 'sums > 1 adds', failureMessages: ['Error: no\n    at x'] }]),
      ],
    };
    const output = [
      '\u001B[31m FAIL \u001B[39m  unit  a.spec.ts > sums > 1 > adds',
      'Error: no',
      '',
      '- 1',
      '+ 2',
      '',
      '⎯'.repeat(20),
    ];
    const [failure] = failuresOfVitest(
      'unit',
      { testResults: [file('failed', [{ status: 'failed', fullName: 'sums 1 adds' }])] },
      output.join('\n'),
    );
    expect(failure?.reason).toBe('Error: no\n- 1\n+ 2');
    expect(failuresOfVitest('unit', report, '')[0]?.reason).toBe('Error: no\n    at x');
  });

  test('is the file where no test was reached', () => {
    expect(failuresOfVitest('unit', { testResults: [file('failed', [])] })).toEqual([
      { part: 'unit', test: '/somewhere/a.spec.ts', reason: 'Cannot find module' },
    ]);
  });

  test('is nothing where all passed or no report was left', () => {
    expect(failuresOfVitest('unit', { testResults: [file('passed', [])] })).toEqual([]);
    expect(failuresOfVitest('unit', null)).toEqual([]);
  });
});

describe('what failed in a Playwright run', () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    file: 'setup.spec.ts',
    tests: [{ status, results: [{ error: message === undefined ? undefined : { message } }] }],
  });

  test('is found at every depth, passed on a second try included, and what has no test', () => {
    const report = {
      errors: [{ message: 'no browser' }],
      suites: [
        {
          specs: [spec('good', 'expected')],
          suites: [{ specs: [spec('bad', 'unexpected', 'timed out'), spec('late', 'flaky', 'once')] }],
        },
      ],
    };
    expect(failuresOfPlaywright('e2e', report)).toEqual([
      { part: 'e2e', test: 'e2e', reason: 'no browser' },
      { part: 'e2e', test: 'setup.spec.ts › bad', reason: 'timed out' },
      { part: 'e2e', test: 'setup.spec.ts › late', reason: 'once' },
    ]);
  });
});

describe('the end of a run', () => {
  test('names the test from the root on, its reason indented below', () => {
    expect(tellFailures([{ part: 'unit', test: '/x/y/a.spec.ts › adds', reason: 'one\ntwo' }], '/x/y')).toEqual([
      '✗ unit: a.spec.ts › adds',
      '    one',
      '    two',
    ]);
  });

  test('counts what is beyond the first forty', () => {
    const many = Array.from({ length: 43 }, () => ({ part: 'unit', test: 't', reason: '' }));
    expect(tellFailures(many, '/x').at(-1)).toBe('… and 3 more');
  });
});
