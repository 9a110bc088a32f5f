/** Unpredictable bytes from the operating system; a fixed sequence in tests. */
export type RandomBytes = (length: number) => Uint8Array;
