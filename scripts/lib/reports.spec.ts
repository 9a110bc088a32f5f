import { describe, expect, test } from 'vitest';
import { addCounts, countGate, countPlaywright, countVitest, summarise } from './reports.ts';

const vitest = (passed: number, failed: number, files: { status: string; assertions: string[] }[] = []) => ({
  success: failed === 0,
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 0,
  testResults: files.map(({ status, assertions }) => ({
    name: 'a.spec.ts',
    status,
    assertionResults: assertions.map((assertion) => ({ status: assertion, fullName: 'x' })),
  })),
});

describe('a Vitest report', () => {
  test('gives its own counts', () => {
    expect(countVitest(vitest(3, 1), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  test('counts a file that failed before its first test as a failed test', () => {
    const report = vitest(2, 0, [
      { status: 'failed', assertions: [] },
      { status: 'passed', assertions: ['passed', 'passed'] },
    ]);
    expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  test('does not count a file twice whose tests failed', () => {
    expect(countVitest(vitest(0, 1, [{ status: 'failed', assertions: ['failed'] }]), 1).failed).toBe(1);
  });

  test('that is missing is a failure', () => {
    expect(countVitest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('without any test is a failure, even with exit code 0', () => {
    expect(countVitest(vitest(0, 0), 0).failed).toBe(1);
  });

  test('without a failed test is one when the runner failed', () => {
    expect(countVitest(vitest(5, 0), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });
});

describe('a Playwright report', () => {
  const report = (stats: { expected: number; unexpected: number; flaky: number; skipped: number }) => ({
    stats,
    errors: [],
  });

  test('counts a test that passed only on its second try as failed', () => {
    expect(countPlaywright(report({ expected: 4, unexpected: 0, flaky: 1, skipped: 2 }), 0)).toEqual({
      passed: 4,
      failed: 1,
      skipped: 2,
    });
  });

  test('that is missing or empty is a failure', () => {
    expect(countPlaywright(null, 0).failed).toBe(1);
    expect(countPlaywright(report({ expected: 0, unexpected: 0, flaky: 0, skipped: 0 }), 0).failed).toBe(1);
  });
});

test('a gate is one test', () => {
  expect(countGate(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(countGate(7)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the closing line adds up every suite and names skipped tests only when there are some', () => {
  expect(
    summarise(
      addCounts([
        { passed: 2, failed: 0, skipped: 0 },
        { passed: 3, failed: 1, skipped: 0 },
      ]),
    ),
  ).toBe('5 passed, 1 failed');
  expect(summarise({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
});
