// Images that are not what they should be, on a real engine: each ends in a step that says why and what to do, and the
// machine is as it was before.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reservePort } from '../../../simulator/src/reserve-port.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { dockerMethod } from '../../src/setup/docker-method.ts';
import { openDockerBench } from './support/docker-bench.ts';
import { docker, dockerHost, skipReason } from './support/parts.ts';

const skip = skipReason('docker');
const long_ms = 180_000;
const repository = 'openclaw/openclaw';

/** Numbers of processors in a program's header, and what ends with status 5 there. */
const processors = {
  x64: { number: 62, docker: 'amd64', ending: 'bf05000000b83c0000000f05' },
  arm64: { number: 183, docker: 'arm64', ending: 'a00080d2a80b80d2010000d4' },
} as const;
const own = processors[process.arch === 'arm64' ? 'arm64' : 'x64'];
const foreign = processors[process.arch === 'arm64' ? 'x64' : 'arm64'];

/** A program of 64 bits without any library: header, one piece of memory, its instructions. */
function makeProgram({ number, ending }: (typeof processors)['x64' | 'arm64']): Buffer {
  const code = Buffer.from(ending, 'hex');
  const at = 0x400000n;
  const program = Buffer.alloc(120);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(program);
  for (const [place, value] of [
    [16, 2],
    [18, number],
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const)
    program.writeUInt16LE(value, place);
  for (const [place, value] of [
    [20, 1],
    [64, 1],
    [68, 5],
  ] as const)
    program.writeUInt32LE(value, place);
  const size = BigInt(program.length + code.length);
  for (const [place, value] of [
    [24, at + 120n],
    [32, 64n],
    [80, at],
    [88, at],
    [96, size],
    [104, size],
    [112, 0x1000n],
  ] as const)
    program.writeBigUInt64LE(value, place);
  return Buffer.concat([program, code]);
}

describe.skipIf(skip !== null)('an image that is not what it should be', () => {
  const directory = mkdtempSync(join(tmpdir(), 'docker-images-'));
  const made: string[] = [];

  /** An image of these files, which no registry has. */
  async function makeImage(
    version: string,
    files: Readonly<Record<string, Buffer | string>>,
    ...more: readonly string[]
  ): Promise<void> {
    const root = mkdtempSync(join(directory, 'root-'));
    mkdirSync(join(root, 'bin'));
    for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content, { mode: 0o755 });
    const archive = `${root}.tar`;
    execFileSync('tar', ['-C', root, '-cf', archive, '.']);
    const tag = `${repository}:${version}`;
    await docker('import', ...more, archive, tag);
    made.push(tag);
  }

  async function install(version: string) {
    const bench = await openDockerBench();
    try {
      const port = await reservePort();
      const { release } = await dockerMethod({ parts: bench.parts }).look(
        { channel: 'stable', version, port },
        createLocalHost({ home: bench.home }),
      );
      const { source, channel, digest = null } = release;
      const params = { method: 'docker', profile: 'openclaw', channel, version, source, digest, port } as const;
      const job = await bench.ended(await bench.accept(params));
      return { job, home: readdirSync(bench.home) };
    } finally {
      await bench.close();
      bench.remove();
    }
  }

  beforeAll(() => {
    process.env.DOCKER_HOST = dockerHost();
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true });
    if (made.length > 0) await docker('rmi', '-f', ...made).catch(() => undefined);
  });

  it.each([
    [
      'made for another processor',
      '2026.9.911',
      { 'bin/openclaw': makeProgram(foreign), 'bin/sh': makeProgram(foreign) },
      ['--platform', `linux/${foreign.docker}`],
      { code: 'image_unavailable', message: 'another kind of processor', next_step: 'docker pull' },
    ],
    [
      'without a program of the gateway',
      '2026.9.912',
      { note: 'nothing here' },
      [],
      { code: 'image_unavailable', message: 'holds no program of the gateway', next_step: 'docker image inspect' },
    ],
    [
      'whose program ends at once',
      '2026.9.913',
      { 'bin/openclaw': makeProgram(own) },
      [],
      { code: 'gateway_ended', message: 'status 5', next_step: 'last lines' },
    ],
  ] as const)(
    '%s is said to be that, and the machine is as before',
    { timeout: long_ms },
    async (_name, version, files, more, expected) => {
      await makeImage(version, files, ...more);
      const { job, home } = await install(version);
      expect(job).toMatchObject({
        state: 'failed',
        remains: [],
        error: { code: expected.code, message: expect.stringContaining(expected.message) },
      });
      expect(job.error?.next_step).toContain(expected.next_step);
      expect(home).toEqual([]);
      expect(await docker('ps', '-aq')).toBe('');
      expect(await docker('volume', 'ls', '-q')).toBe('');
      expect(await docker('images', '-q', `${repository}:${version}`)).not.toBe('');
    },
  );

  it.each(['1.2.3 --privileged', '1.2.3;reboot', '../1.2.3', '1.2.3@sha256:0', '-1.2.3', '1.2.3\n', '1'.repeat(200)])(
    'a version like %j is refused before the engine is asked for it',
    async (version) => {
      await expect(install(version)).rejects.toMatchObject({ code: 'release_missing' });
      expect(await docker('ps', '-aq')).toBe('');
    },
  );
});
