// Text that others wrote (gateway, config, device names) → text that a terminal only shows. Escape sequences, control
// characters, direction changes and invisible characters never reach the terminal; what is left keeps its meaning.

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: naming control characters is the point here
const escapeSequences =
  // operating-system, device and privacy strings up to their end; then CSI; then any other two-character escape
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;
const lineBreaks = /[\r\n\t\v\f\x85\u2028\u2029]+/g;
const invisible =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
const unsafeInJson =
  /[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above

const length_max = 2000;

/** One line of inert text, at most 2,000 characters. */
export function toInert(text: string): string {
  const line = text.replace(escapeSequences, '').replace(lineBreaks, ' ').replace(invisible, '').trim();
  return line.length > length_max ? `${line.slice(0, length_max)}…` : line;
}

/** Indented JSON in which everything that a terminal could act upon is written as an escape. */
export function toInertJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(unsafeInJson, escapeUnits);
}

function escapeUnits(text: string): string {
  return Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
