// Recordings of the real gateway: guarantees in words, and what was seen. Imports no test runner, so that the
// recorder can run on its own.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Recording = Record<string, unknown>;

export const recordingNames = [
  'onboard',
  'startup',
  'probes',
  'handshake',
  'pairing',
  'methods',
  'config',
  'secrets',
  'schema',
  'commands',
  'process',
  'restart',
  'stop',
  'refusals',
  'channels',
] as const;
export type RecordingName = (typeof recordingNames)[number];

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'fixtures', 'openclaw-2026.9.6');

export function fixturePath(name: RecordingName): string {
  return join(fixtures, `${name}.json`);
}

/** The recording made of the real gateway. */
export function readFixture(name: RecordingName): Recording {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8')) as Recording; // written by the recorder
}
