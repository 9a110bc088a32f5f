import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const entry = join(import.meta.dirname, 'main.ts');
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ops-'));
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

function run(args: string[], stdout: 'pipe' | number = 'pipe') {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    MOLTBOT_OPS_HOME: home,
    MOLTBOT_OPS_GATEWAY_HOME: home,
    MOLTBOT_OPS_PORT: '0',
    MOLTBOT_OPS_SECRET_STORE: 'file',
  };
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', stdout, 'pipe'] });
  const { stderr } = child;
  if (stderr === null) throw new Error('stderr is a pipe, by the line above');
  return Object.assign(child, { stderr });
}

describe('a command whose reader leaves early', () => {
  test.each([['--help'], ['doctor']])('%s ends as if all had been read', async (name) => {
    const child = run([name]);
    child.stdout?.destroy();
    const [problems, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ problems, code }).toEqual({ problems: '', code: 0 });
  });

  test.runIf(process.platform === 'linux')('says so when the disk takes no more of its output', async () => {
    const full = openSync('/dev/full', 'w');
    const child = run(['--help'], full);
    closeSync(full);
    const [problems, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ problems, code }).toEqual({ problems: 'The output could not be written (ENOSPC).\n', code: 1 });
  });
});

test('an agent goes on when nobody reads its log or its output any more', async () => {
  const child = run(['start', '--json']);
  const ended = once(child, 'close');
  child.stderr?.destroy();
  let printed = '';
  for await (const chunk of child.stdout ?? Readable.from([])) {
    printed += String(chunk);
    if (printed.includes('}')) break; // leaving the loop closes the pipe
  }
  const { url } = JSON.parse(printed) as { url: string };
  try {
    for (let count = 0; count < 3; count++) {
      // refusals are logged, so each of these writes to a pipe without a reader
      expect((await fetch(`${url}/pair/confirm`, { method: 'POST' })).status).toBe(400);
    }
    expect((await fetch(`${url}/health`)).status).toBe(200);
  } finally {
    child.kill();
  }
  expect((await ended)[0]).toBe(0);
});
