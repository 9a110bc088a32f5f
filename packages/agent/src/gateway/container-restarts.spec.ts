import { expect, test } from 'vitest';
import type { ServiceFacts } from '../ports/service-manager.ts';
import { loopWindowMs } from './boots.ts';
import { ContainerRestarts } from './container-restarts.ts';

const container = (restarts: number, more: Partial<ServiceFacts> = {}): ServiceFacts => ({
  manager: 'docker',
  unit: 'openclaw-gateway',
  answered: true,
  active_state: 'active',
  result: null,
  exit_status: null,
  restarts,
  main_pid: 1,
  started_at_ms: 0,
  entry_path: null,
  version: null,
  host_port: null,
  ...more,
});

test('counts what is added within ten minutes, and not what a container brings along from its whole life', () => {
  const count = new ContainerRestarts();
  for (const [at, restarts] of [40, 40, 41, 43].entries()) count.note([container(restarts)], at * 60_000);
  expect(count.within(180_000)).toBe(3);
  count.note([container(43)], loopWindowMs + 150_000);
  expect(count.within(loopWindowMs + 180_000)).toBe(0);
});

test('begins anew when somebody started it by hand, and forgets one that is gone', () => {
  const count = new ContainerRestarts();
  count.note([container(1)], 0);
  count.note([container(5)], 1);
  count.note([container(0)], 2);
  expect(count.within(3)).toBe(0);
  count.note([container(4)], 4);
  expect(count.within(4)).toBe(4);
  count.note([], 5);
  expect(count.within(5)).toBe(0);
});

test('keeps the status of the last end while the engine tries again, and lets it go with a start by hand', () => {
  const count = new ContainerRestarts();
  const ended = { active_state: 'restarting', exit_status: 78 };
  expect(count.note([container(2)], 0)[0]?.exit_status).toBeNull();
  expect(count.note([container(3, ended)], 1)[0]?.exit_status).toBe(78);
  expect(count.note([container(3)], 2)[0]?.exit_status).toBe(78);
  expect(count.note([container(0)], 3)[0]?.exit_status).toBeNull();
});
