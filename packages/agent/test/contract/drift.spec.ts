import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Health } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContract } from '../../../../scripts/generate/contract.ts';
import { contractOperations } from '../../src/http/generated/routes.ts';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const contractPath = join(root, 'api/openapi.yaml');
const contractText = readFileSync(contractPath, 'utf8');
const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');

/** A copy of the contract with one change, in a directory of its own. */
function changedContract(change: (text: string) => string): string {
  const changed = change(contractText);
  expect(changed).not.toBe(contractText);
  const path = join(mkdtempSync(join(tmpdir(), 'contract-')), 'openapi.yaml');
  writeFileSync(path, changed);
  return path;
}

const run = (script: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });

const generator = join(root, 'scripts/generate/main.ts');

describe('generated code', () => {
  it('is what the contract says, to the byte', () => {
    expect(run(generator, ['--check'])).toMatchObject({ status: 0 });
  });

  it('fails the check when the contract changed under it', () => {
    const path = changedContract((text) => text.replace('hostname: { type: string', 'host_name: { type: string'));
    const answer = run(generator, ['--check'], { MOLTBOT_OPS_CONTRACT: path });
    expect(answer.status).toBe(1);
    expect(answer.stderr).toContain('packages/sdk/src/generated/types.ts');
  });

  it.each([
    ['x-permission', (text: string) => text.replace('      x-permission: viewer\n', '')],
    [
      'x-audit',
      (text: string) => text.replace("      x-audit: { event: none, reason: Reads the caller's own session. }\n", ''),
    ],
  ])('cannot be made from an operation without %s', (name, change) => {
    const answer = run(generator, ['--check'], { MOLTBOT_OPS_CONTRACT: changedContract(change) });
    expect(answer.status).not.toBe(0);
    expect(answer.stderr).toContain(name);
  });
});

describe('the contract', () => {
  it('passes its lint, and fails it when it is broken', () => {
    expect(run(redocly, ['lint', contractPath]).status).toBe(0);
    const broken = changedContract((text) =>
      text.replace('#/components/schemas/Health', '#/components/schemas/Wealth'),
    );
    expect(run(redocly, ['lint', broken]).status).not.toBe(0);
  });

  it('breaks nothing that was released, and is caught when it would', () => {
    const released = join(root, 'api/released/openapi.yaml');
    expect(run(redocly, ['diff', released, contractPath, '--fail-on', 'major']).status).toBe(0);
    const breaking = changedContract((text) => text.replace('  /system/info:\n', '  /system/facts:\n'));
    expect(run(redocly, ['diff', released, breaking, '--fail-on', 'major']).status).not.toBe(0);
  });

  it('marks every field that carries a secret', () => {
    const secretName =
      /^(access_token|refresh_token|csrf_token|confirmation_token|pairing_code|password|private_key_pem|webhook_url|email)$/;
    const { schemas } = readContract(contractPath);
    const unmarked = Object.entries(schemas).flatMap(([schema, { properties }]) =>
      Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>)
        .filter(([name, property]) => secretName.test(name) && property['x-redact'] !== true)
        .map(([name]) => `${schema}.${name}`),
    );
    expect(unmarked).toEqual([]);
  });
});

describe('the running agent', () => {
  let agent: TestAgent;
  beforeAll(async () => {
    agent = await startTestAgent();
  });
  afterAll(() => agent?.close());

  const namesOf = (list: readonly { method: string; path: string }[]) =>
    list.map(({ method, path }) => `${method} ${path}`).sort();

  it('serves exactly the operations of the contract', () => {
    expect(namesOf(agent.routes)).toEqual(namesOf(readContract(contractPath).operations));
  });

  it.each([
    ['one that the contract does not name', [...contractOperations, { method: 'GET', path: '/secret' }]],
    ['one less than the contract names', contractOperations.slice(1)],
  ])('would be caught with %s', (_name, routes) => {
    expect(namesOf([...routes])).not.toEqual(namesOf(readContract(contractPath).operations));
  });
});

describe('answers', () => {
  it.each([
    ['a value of the wrong form', { status: 'ok', time: 'yesterday' }, /time/],
    ['a field too few', { status: 'ok' }, /time/],
    [
      'a field that the contract does not name',
      { status: 'ok', time: '2026-01-01T00:00:00Z', leak: 'x' },
      /additional/,
    ],
  ])('with %s are withheld, reported, and fail the run', async (_name, body, problem) => {
    const agent = await startTestAgent({ handlers: { healthGet: () => body as Health } });
    try {
      const answer = await agent.request('GET', '/health');
      expect(answer).toMatchObject({ status: 500, json: { code: 'response_invalid' } });
      expect(JSON.stringify(answer.json)).not.toMatch(/yesterday|leak/);
      expect(agent.violations).toHaveLength(1);
      expect(agent.violations[0]?.problems.join()).toMatch(problem);
      agent.violations.length = 0;
    } finally {
      await agent.close();
    }
  });
});

describe('the compiler', () => {
  it('runs as TypeScript 7 for checking', () => {
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
    expect(execFileSync(process.execPath, [tsc, '-v'], { encoding: 'utf8' })).toMatch(/Version 7\./);
  });
});
