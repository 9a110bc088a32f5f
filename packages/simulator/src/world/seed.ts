// Everything random in the simulator comes from here, from one seed and a label. Ids of one label do not
// move when another part of the simulator asks for more of its own, so a scenario can be added without
// changing what the others look like. No entropy of the machine may enter.
import { createHash } from 'node:crypto';

export interface Randomness {
  /** The next bytes of the named stream. */
  bytes(label: string, length: number): Buffer;
  /** A version 4 looking UUID. */
  uuid(label: string): string;
  /** base64url text of the given number of bytes, as tokens look. */
  token(label: string, length: number): string;
  /** A whole number in [low, high). */
  integer(label: string, low: number, high: number): number;
}

/** Randomness that depends on the seed and the epoch (which start of the gateway this is) alone. */
export function createRandomness(seed: string, epoch: number): Randomness {
  const counters = new Map<string, number>();
  const bytes = (label: string, length: number): Buffer => {
    const count = counters.get(label) ?? 0;
    counters.set(label, count + 1);
    return createHash('sha512').update(`${seed}\0${epoch}\0${label}\0${count}`).digest().subarray(0, length);
  };
  return {
    bytes,
    uuid(label) {
      const hex = bytes(label, 16).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    token: (label, length) => bytes(label, length).toString('base64url'),
    integer: (label, low, high) => low + (bytes(label, 4).readUInt32BE() % (high - low)),
  };
}
