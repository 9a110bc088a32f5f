import { describe, expect, it } from 'vitest';
import { type CheckFacts, decideChecks } from './checks.ts';

const healthy: CheckFacts = {
  node_version: 'v26.10.0',
  home: '/home/ops/.moltbot-ops',
  home_mode: 0o40700,
  home_write_error: null,
  secret_problem: null,
  secret_store: { kind: 'os', description: 'The system keyring holds the keys.' },
  database: { outcome: 'ok', message: 'Schema 1.' },
  disk_free_bytes: 50 * 1024 ** 3,
  state_free_bytes: 50 * 1024 ** 3,
  console_built: true,
  gateway: { installed: true, state: 'running', reasons: [] },
};

describe('decideChecks', () => {
  it('finds nothing to do on a healthy host', () => {
    expect(decideChecks(healthy).map(({ outcome }) => outcome)).toEqual(Array(7).fill('ok'));
  });

  it.each<[string, Partial<CheckFacts>, string]>([
    ['node', { node_version: 'v20.20.2' }, 'error'],
    ['node', { node_version: 'v26.0.0' }, 'error'],
    ['state_directory', { home_mode: 0o40755 }, 'error'],
    ['state_directory', { home_mode: null }, 'warning'],
    ['state_directory', { home_write_error: 'EROFS' }, 'error'],
    ['state_directory', { home_write_error: 'EACCES' }, 'error'],
    ['secret_store', { secret_problem: '/home/ops/.moltbot-ops/secrets (EACCES)' }, 'error'],
    ['secret_store', { secret_store: { kind: 'file', description: 'A file holds the keys.' } }, 'warning'],
    ['secret_store', { secret_store: null }, 'warning'],
    ['database', { database: { outcome: 'error', message: 'Malformed.' } }, 'error'],
    ['database', { database: null }, 'warning'],
    ['disk', { state_free_bytes: 4096 }, 'error'],
    ['disk', { disk_free_bytes: 5 }, 'warning'],
    ['console', { console_built: false }, 'warning'],
    ['gateway', { gateway: null }, 'warning'],
    [
      'gateway',
      {
        gateway: {
          installed: true,
          state: 'stopped',
          reasons: [{ code: 'x', message: 'It stopped.', next_step: 'Start it.' }],
        },
      },
      'warning',
    ],
  ])('%s: %j is named with a next step', (name, change, outcome) => {
    const found = decideChecks({ ...healthy, ...change }).find(({ check }) => check === name);
    expect(found).toMatchObject({ outcome, next_step: expect.stringMatching(/\w/) });
  });

  it('advises to begin anew only when the content of the database is at fault', () => {
    const adviceFor = (damaged: boolean) =>
      decideChecks({ ...healthy, database: { outcome: 'error', message: 'No.', damaged } }).find(
        ({ check }) => check === 'database',
      )?.next_step;
    expect(adviceFor(true)).toContain('start again with an empty one');
    expect(adviceFor(false)).not.toContain('empty');
  });
});
