import { expect, test } from 'vitest';
import { measureFunctions } from './syntax.ts';
import { isSource, isSpec, listFiles, readText } from './tree.ts';

const lines_max = 400;
const spec_lines_max = 600;
const function_lines_max = 50;
const handler_lines_max = 30;
/** A component's markup is laid out a tag a line and reads as data. */
const component_lines_max = 80;

const sources = listFiles().filter(isSource);
const countLines = (file: string) => readText(file).trimEnd().split('\n').length;

test('no file outgrows its cap: 400 lines, 600 for specs', () => {
  const over = sources
    .map((file) => ({ file, lines: countLines(file) }))
    .filter(({ file, lines }) => lines > (isSpec(file) ? spec_lines_max : lines_max));
  expect(over).toEqual([]);
});

test('most files fit a screen or two: median at most 100 lines, nine in ten at most 250', () => {
  const sizes = sources
    .filter((file) => !isSpec(file))
    .map(countLines)
    .sort((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(100);
  expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(250);
});

/** The wiring of the whole agent reads top to bottom in one place, on purpose. */
const isWiring = (file: string) => file === 'packages/agent/src/compose.ts';

function readCap(file: string): number {
  if (file.includes('/http/handlers/')) return handler_lines_max;
  return file.endsWith('.tsx') ? component_lines_max : function_lines_max;
}

test('no function outgrows 50 lines of its own, no handler 30, no component 80', () => {
  const over = sources
    .filter((file) => !isSpec(file) && !isWiring(file))
    .flatMap((file) => measureFunctions(file).map((size) => ({ file, ...size })))
    .filter(({ file, own_lines }) => own_lines > readCap(file));
  expect(over.map(({ file, name, line, own_lines }) => `${file}:${line} ${name} has ${own_lines} lines`)).toEqual([]);
});
