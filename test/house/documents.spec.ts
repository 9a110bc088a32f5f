import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readText, root } from './tree.ts';

const files = listFiles();
const documents = files.filter((file) => file.endsWith('.md'));
const depth_max = 4;

/** Directories of the tree down to the depth that the document shows, and the files at its top. */
function listTree(): string[] {
  const places = new Set<string>();
  for (const file of files) {
    const parts = file.split('/');
    if (parts.length === 1) places.add(file);
    for (let depth = 1; depth < parts.length && depth <= depth_max; depth += 1)
      places.add(`${parts.slice(0, depth).join('/')}/`);
  }
  return [...places].sort();
}

/** Paths of the document's drawing: two spaces deeper is one directory deeper. */
function readDrawing(text: string): string[] {
  const block = /```tree\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const above: string[] = [];
  return block
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const name = line.trim().split(/\s/)[0] ?? '';
      const depth = (line.length - line.trimStart().length) / 2;
      above.splice(depth, above.length, name);
      return above.join('');
    })
    .sort();
}

test('docs/01-repo-structure.md shows the tree as it is', () => {
  expect(readDrawing(readText('docs/01-repo-structure.md'))).toEqual(listTree());
});

test('every line of the drawing says what lies there', () => {
  const block = /```tree\n([\s\S]*?)```/.exec(readText('docs/01-repo-structure.md'))?.[1] ?? '';
  expect(block.split('\n').filter((line) => line.trim() !== '' && !/\S+ {2,}\S/.test(line.trim()))).toEqual([]);
});

test('every link between documents leads to a file', () => {
  const broken = documents.flatMap((file) =>
    [...readText(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every file that AGENTS.md tells to copy exists', () => {
  const named = [...readText('AGENTS.md').matchAll(/`((?:packages|apps|scripts|test|e2e|api|docs)\/[\w./-]+)`/g)].map(
    ([, path]) => path ?? '',
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
