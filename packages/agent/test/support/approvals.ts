import type { Approvals } from '../../src/access/approvals.ts';

/** Nobody ever loses access. */
export const everybodyStays: Approvals = { refusalOf: () => null, onLost: () => () => {} };
