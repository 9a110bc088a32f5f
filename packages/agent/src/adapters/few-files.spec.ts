import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../test/support/few-files.ts', import.meta.url));

it('a process that may open no more files starts no program, does not die of it, and starts programs again later', () => {
  const limited = 'ulimit -n 80; exec "$0" "$1"';
  const printed = execFileSync('sh', ['-c', limited, process.execPath, program], { encoding: 'utf8' });
  const told: unknown[] = JSON.parse(printed);
  expect([told[0], told[1], told.at(-1)]).toEqual([
    [0, 0],
    [null, null],
    [0, 0],
  ]);
});
