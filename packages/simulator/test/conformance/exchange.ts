// How a guarantee is held against its recording.
import { expect } from 'vitest';
import { findShapeFaults } from '../support/normalise.ts';

/** Guarantees that end in `(shape)` compare shapes; all others compare values. */
export function expectSame(title: string, seen: unknown, recorded: unknown): void {
  if (title.endsWith('(shape)')) expect(findShapeFaults(seen, recorded)).toEqual([]);
  else expect(seen).toEqual(recorded);
}
