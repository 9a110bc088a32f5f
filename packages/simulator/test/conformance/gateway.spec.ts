// One gateway, started once, taken through everything the product relies on, and compared with the recording of
// the real one. MOLTBOT_CONFORMANCE_TARGET=real runs the same against the real gateway. A guarantee that ends in
// `(shape)` compares names and types; every other one compares values.
import { afterAll, describe, expect, test } from 'vitest';
import { findShapeFaults } from '../support/normalise.ts';
import type { Target } from '../support/target.ts';
import { createTarget, readTargetKind } from '../support/target.ts';
import { recordGateway } from './record.ts';
import type { RecordingName } from './recordings.ts';
import { readFixture, recordingNames } from './recordings.ts';

const kind = readTargetKind();
/** Three minutes on a quiet machine; sixteen were measured on one with ten times too much to do. */
const recordTimeoutMs = 3_600_000;

let target: Target | undefined;
const recordings = (async () => {
  target = await createTarget(kind);
  return recordGateway(target);
})();
recordings.catch(() => undefined); // each test below reports it

afterAll(async () => {
  await recordings.catch(() => undefined);
  await target?.close();
}, recordTimeoutMs);

const headings: Record<RecordingName, string> = {
  onboard: 'onboarding',
  startup: 'a start, seen from outside',
  probes: 'HTTP probes',
  handshake: 'the handshake',
  pairing: 'device pairing and scopes',
  methods: 'methods, scopes and errors',
  config: 'configuration over the WebSocket',
  secrets: 'the store of secrets',
  schema: 'the schema slice',
  commands: 'the command line',
  process: 'the process, its files and its log',
  restart: 'a restart in place',
  stop: 'SIGTERM',
  refusals: 'starts that are refused',
  channels: 'credentials of channels, before anything runs',
};

for (const name of recordingNames) {
  describe(`${headings[name]} (${kind})`, () => {
    for (const [title, recorded] of Object.entries(readFixture(name))) {
      test(
        title,
        async () => {
          const seen = (await recordings)[name][title];
          if (title.endsWith('(shape)')) expect(findShapeFaults(seen, recorded)).toEqual([]);
          else expect(seen).toEqual(recorded);
        },
        recordTimeoutMs,
      );
    }
  });
}
