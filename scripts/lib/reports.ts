// Reports of test runners → counts. A runner that left no report, or one that says it failed without naming a test,
// counts as one failure: silence is never a pass.

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of Vitest's JSON report that is read. */
interface VitestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** The part of Playwright's JSON report that is read. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
}

/** Counts of a Vitest run. A file that failed before its first test counts as one failed test. */
export function countVitest(report: VitestReport | null, exit_code: number): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
  return neverSilent(counts, exit_code);
}

/** Counts of a Playwright run. A test that passed only when tried again is a failure here. */
export function countPlaywright(report: PlaywrightReport | null, exit_code: number): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  const counts = { passed: expected, failed: unexpected + flaky, skipped };
  return neverSilent(counts, exit_code);
}

/** A gate is one test. */
export function countGate(exit_code: number): Counts {
  return exit_code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Adds up. */
export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The closing line of a run. */
export function summarise(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

function neverSilent(counts: Counts, exit_code: number): Counts {
  const ran = counts.passed + counts.failed;
  if (counts.failed === 0 && (exit_code !== 0 || ran === 0)) return { ...counts, failed: 1 };
  return counts;
}
