import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRunbook, parseRunbook, runbooks } from './runbooks.ts';

const agentReasons = join(import.meta.dirname, '../../../../../packages/agent/src/gateway/reasons.ts');
const codes = [...readFileSync(agentReasons, 'utf8').matchAll(/^ {2}(\w+): \{$/gm)].map((match) => match[1] ?? '');

it('every reason the agent can give has a runbook in the console', () => {
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => findRunbook(code) === undefined)).toEqual([]);
});

it('every runbook is found by its name and says what to do', () => {
  for (const runbook of runbooks) {
    expect(findRunbook(runbook.name)).toBe(runbook);
    expect(runbook.blocks).toContainEqual({ kind: 'heading', text: 'Do' });
  }
});

it('a runbook becomes headings, paragraphs, steps and points, and no line is lost', () => {
  const text = '# T\n\nReasons: `a_b`\n\n**What.** It <b>is</b>.\n\n## Do\n\n1. One\n2. Two\n\n- Three\n';
  expect(parseRunbook('t', text)).toEqual({
    name: 't',
    title: 'T',
    codes: ['a_b'],
    blocks: [
      { kind: 'paragraph', text: '**What.** It <b>is</b>.' },
      { kind: 'heading', text: 'Do' },
      { kind: 'steps', items: ['One', 'Two'] },
      { kind: 'points', items: ['Three'] },
    ],
  });
});
