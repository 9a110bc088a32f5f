import { expect, test } from 'vitest';
import { readAuditReport } from './audit-report.mjs';

const report = (counts: object) =>
  JSON.stringify({ vulnerabilities: { leftpad: {} }, metadata: { vulnerabilities: counts } });

test('a report without a vulnerability is clean', () => {
  expect(readAuditReport(report({ total: 0 }), 0).verdict).toBe('clean');
});

test('a vulnerability is named with its severity', () => {
  const { verdict, message } = readAuditReport(report({ total: 3, high: 1, low: 2 }), 1);
  expect(verdict).toBe('vulnerable');
  expect(message).toContain('1 high, 2 low: leftpad');
});

test.each([
  ['an error of the registry', JSON.stringify({ error: { code: 'E405', summary: 'Method Not Allowed' } }), 1],
  ['no output', '', 1],
  ['no output and exit code 0', '', 0],
  ['something that is no JSON', 'npm warn', 0],
  ['JSON without counts', '{}', 0],
])('%s is "not available", never clean', (_, stdout, code) => {
  const { verdict, message } = readAuditReport(stdout, code);
  expect(verdict).toBe('not_available');
  expect(message).toContain('could not run');
});
