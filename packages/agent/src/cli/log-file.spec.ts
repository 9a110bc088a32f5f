import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileWriter } from './log-file.ts';

const place = () => join(mkdtempSync(join(tmpdir(), 'moltbot-ops-log-')), 'agent.log');

test('lines are appended to a file that only its owner reads', () => {
  const path = place();
  createFileWriter(path)('one\n');
  createFileWriter(path)('two\n');
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a full file makes room, and the one before it is kept', () => {
  const path = place();
  const write = createFileWriter(path, 8);
  for (const line of ['one\n', 'two\n', 'three\n']) write(line);
  expect(readFileSync(path, 'utf8')).toBe('three\n');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('one\ntwo\n');
});

test('a place that cannot be written loses lines, not the agent', () => {
  expect(() => createFileWriter('/nonexistent/agent.log')('one\n')).not.toThrow();
});
