// What `npm audit --json` said → one of three verdicts. An audit that did not happen is never a clean one.

const severities = ['critical', 'high', 'moderate', 'low', 'info'];

/** `{verdict: 'clean' | 'vulnerable' | 'not_available', message}` of an audit's stdout and exit code. */
export function readAuditReport(stdout, exit_code) {
  const report = parse(stdout);
  const counts = report?.metadata?.vulnerabilities;
  if (!report || report.error || typeof counts?.total !== 'number') {
    const why = report?.error?.summary || report?.message || report?.error?.code || `exit code ${exit_code}, no report`;
    return {
      verdict: 'not_available',
      message: `The audit could not run (${why}). Nothing is known about vulnerabilities.`,
    };
  }
  if (counts.total === 0) return { verdict: 'clean', message: 'The audit ran and found no known vulnerability.' };
  const found = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`);
  return {
    verdict: 'vulnerable',
    message: `The audit found ${found.join(', ')}: ${Object.keys(report.vulnerabilities ?? {}).join(', ')}. See \`npm audit\`.`,
  };
}

function parse(stdout) {
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}
