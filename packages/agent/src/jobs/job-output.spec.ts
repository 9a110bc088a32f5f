import { expect, it } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { createRedactor } from '../redaction/redactor.ts';
import { createJobOutput, lines_max } from './job-output.ts';

it('output that cannot be written for hours is kept up to its bound, newest last, and the rest is counted', () => {
  const output = createJobOutput({ clock: createFakeClock(), redactor: createRedactor(), onDue: () => {} });
  const lines_in_all = 20 * lines_max;
  for (let line = 1; line <= lines_in_all; line += 1) {
    output.push('a', `line ${line}`);
    if (line % 1_000 === 0) output.peek(); // a try to write that fails
  }
  const { batches, dropped } = output.peek();
  const lines = batches.flatMap((batch) => batch.lines);
  expect(lines.length).toBeLessThanOrEqual(2 * lines_max);
  expect(lines.at(-1)).toBe(`line ${lines_in_all}`);
  expect(lines.length + dropped).toBe(lines_in_all);
  output.taken();
  expect(output.peek()).toEqual({ batches: [], dropped: 0 });
});
