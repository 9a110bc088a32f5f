// Records how the real gateway behaves into packages/simulator/fixtures, normalised, so that the simulator can be
// held against it. Takes two to four minutes and about 800 MB of memory; run it when the pinned version changes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { recordGateway } from '../../packages/simulator/test/conformance/record.ts';
import { fixturePath, recordingNames } from '../../packages/simulator/test/conformance/recordings.ts';
import { createTarget } from '../../packages/simulator/test/support/target.ts';

const target = await createTarget('real');
try {
  const recordings = await recordGateway(target, (what) => process.stderr.write(`recording: ${what}\n`));
  for (const name of recordingNames) {
    const path = fixturePath(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(recordings[name], null, 2)}\n`);
  }
} finally {
  await target.close();
}
