// Text and values pass here on their way out of the agent: logs, errors, streams, bundles, artefacts.
// They come in raw and leave as `Redacted<T>`, a type that only this folder can make, so a function that takes
// `Redacted<string>` cannot be handed raw text. What must never happen: a part of a secret leaves, or an error in here
// lets a raw line through. This folder is a leaf: it imports nothing of ours.

declare const redacted_brand: unique symbol;

/** A value that has passed the redactor. */
export type Redacted<T> = T & { readonly [redacted_brand]: true };

/** What stands for a line that could not be redacted. */
export const WITHHELD = '[withheld]';

/** The mask says what kind of secret stood there and shows nothing of it. */
export function maskOf(kind: string): string {
  return `[redacted:${kind}]`;
}

const mask_pattern = /^\[(?:redacted:[a-z0-9_]{1,40}|withheld)\]$/;

/** Whether the text is one mask and nothing else, so that redacting twice changes nothing. */
export function isMask(text: string): boolean {
  return text.length <= 60 && mask_pattern.test(text);
}

/** The one place where the brand is put on; only for values that this folder has just made safe. */
export function brand<T>(value: T): Redacted<T> {
  return value as Redacted<T>; // the brand exists in types only
}
