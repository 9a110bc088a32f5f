import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { createFakeHost } from '../../test/support/fake-host.ts';
import type { ServiceSpec } from '../ports/service-control.ts';
import { createProcessControl, type ProcessControl } from './control-process.ts';
import { readStartKey } from './process-identity.ts';
import { createProcessServices } from './service-process.ts';
import { createRecordFile } from './supervised-record.ts';

const host = createFakeHost();
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let home = '';
let clock: FakeClock;
const keepers: ProcessControl[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'supervised-'));
  clock = createFakeClock();
});
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.close();
  const pid = record().read()?.pid;
  if (typeof pid === 'number') kill(pid);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const record = () => createRecordFile(join(home, 'record.json'));
let launches = 0;
/** As an agent that starts: what it knows is what lies in the record. */
function openKeeper(): ProcessControl {
  const keeper = createProcessControl({
    record: record(),
    clock,
    log: silent,
    newId: () => `launch-${process.pid}-${launches++}`,
  });
  keepers.push(keeper);
  return keeper;
}

function specOf(script: string): ServiceSpec {
  return {
    systemd_unit: 'openclaw-gateway.service',
    launchd_label: 'ai.openclaw.gateway',
    description: 'gateway',
    argv: [process.execPath, '-e', script],
    home,
    environment: { HOME: home, PATH: '/usr/bin:/bin' },
    output_path: join(home, 'out.log'),
    stop_timeout_ms: 10_000,
    restart_delay_ms: 5_000,
    fatal_exit_status: 78,
  };
}

const living = 'console.log("up"); setInterval(() => {}, 1000)';
const kill = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended by itself
  }
};
const gone = (pid: number) => vi.waitUntil(() => readStartKey(pid) === null, { timeout: 60_000 });
async function runningPid(keeper: ProcessControl, spec: ServiceSpec): Promise<number> {
  const { pid } = await keeper.read(host, spec);
  if (pid === null) throw new Error('it does not run');
  return pid;
}
const ended = (isSo: () => boolean) => vi.waitUntil(isSo, { timeout: 60_000 });

describe('a gateway that the agent keeps alive', () => {
  test('runs apart from the agent with output of its own, and is stopped by a signal', async () => {
    const keeper = openKeeper();
    const spec = specOf(living);
    await keeper.start(host, spec);
    const pid = await runningPid(keeper, spec);
    await ended(() => readFileSync(spec.output_path, 'utf8').includes('up'));
    expect((await keeper.lastOutput(host, spec)).at(-1)).toBe('up');
    const stopped = keeper.stop(host, spec);
    await ended(() => {
      clock.advance(200);
      return readStartKey(pid) === null;
    });
    clock.advance(200);
    await stopped;
    expect(await keeper.read(host, spec)).toMatchObject({ running: false, installed: true });
  });

  test('outlives the agent, and the next agent finds the same process', async () => {
    const spec = specOf(living);
    const first = openKeeper();
    await first.start(host, spec);
    const pid = await runningPid(first, spec);
    first.close();
    const second = openKeeper();
    second.resume();
    expect(await runningPid(second, spec)).toBe(pid);
  });

  test('is found again although the agent ended before it noted the pid: never a second one', async () => {
    const spec = specOf(living);
    const first = openKeeper();
    await first.start(host, spec);
    const pid = await runningPid(first, spec);
    first.close();
    const noted = record().read();
    if (noted === null) throw new Error('there is a record');
    record().write({ ...noted, pid: null, start_key: null });
    const second = openKeeper();
    second.resume();
    expect(await runningPid(second, spec)).toBe(pid);
  });

  test('is started again after an abrupt end, and later each time', async () => {
    const spec = specOf(living);
    const keeper = openKeeper();
    await keeper.start(host, spec);
    const pids = [await runningPid(keeper, spec)];
    for (const delay_ms of [5_000, 10_000]) {
      kill(pids.at(-1) ?? 0);
      await ended(() => record().read()?.pid === null);
      clock.advance(delay_ms - 1);
      expect((await keeper.read(host, spec)).running).toBe(false);
      clock.advance(1);
      pids.push(await runningPid(keeper, spec));
    }
    expect(new Set(pids).size).toBe(3);
    expect(record().read()?.restarts).toBe(2);
  });

  test('is also started again when an end came while another agent had begun it', async () => {
    const spec = specOf(living);
    const first = openKeeper();
    await first.start(host, spec);
    const pid = await runningPid(first, spec);
    first.close();
    const second = openKeeper();
    second.resume();
    kill(pid);
    await gone(pid);
    clock.advance(1_000);
    clock.advance(5_000);
    expect(await runningPid(second, spec)).not.toBe(pid);
  });

  test('is not started again when it refused its configuration', async () => {
    const spec = specOf('process.exit(78)');
    const keeper = openKeeper();
    await keeper.start(host, spec);
    await ended(() => record().read()?.gave_up === 'fatal-exit');
    clock.advance(3_600_000);
    expect(await keeper.read(host, spec)).toMatchObject({ running: false, state: 'fatal-exit', exit_status: 78 });
    expect(record().read()?.restarts).toBe(0);
    openKeeper().resume();
    expect((await keeper.read(host, spec)).running).toBe(false);
  });

  test('is given up after six abrupt ends within ten minutes, until somebody starts it', async () => {
    const spec = specOf('process.exit(1)');
    const keeper = openKeeper();
    await keeper.start(host, spec);
    for (let ends = 1; ends <= 6; ends += 1) {
      await ended(() => record().read()?.abrupt_ends.length === ends);
      clock.advance(60_000);
    }
    expect(record().read()?.gave_up).toBe('start-limit-hit');
    clock.advance(3_600_000);
    expect(record().read()?.restarts).toBe(5);
    await keeper.start(host, specOf(living));
    expect((await keeper.read(host, spec)).running).toBe(true);
  });

  test.each([90, -90])('is not given up for ends of another time, when the clock was set by %i days', async (days) => {
    const spec = specOf('process.exit(1)');
    const keeper = openKeeper();
    await keeper.start(host, spec);
    for (let ends = 1; ends <= 4; ends += 1) {
      await ended(() => record().read()?.abrupt_ends.length === ends);
      if (ends < 4) clock.advance(60_000);
    }
    clock.jumpWall(days * 86_400_000);
    clock.advance(60_000);
    await ended(() => record().read()?.abrupt_ends.length === 1);
    expect(record().read()?.gave_up).toBe(null);
  });

  test('that ended by itself and cleanly stays down', async () => {
    const spec = specOf('process.exit(0)');
    const keeper = openKeeper();
    await keeper.start(host, spec);
    await ended(() => record().read()?.exit_status === 0);
    clock.advance(3_600_000);
    expect(record().read()?.restarts).toBe(0);
  });

  test('ends with its helpers', async () => {
    const helper = join(home, 'helper.pid');
    const script = `const c = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'}); require('node:fs').writeFileSync(${JSON.stringify(helper)}, String(c.pid)); setInterval(() => {}, 1000)`;
    const spec = specOf(script);
    const keeper = openKeeper();
    await keeper.start(host, spec);
    await ended(() => readFileSync(helper, { encoding: 'utf8', flag: 'a+' }) !== '');
    kill(await runningPid(keeper, spec));
    expect(await gone(Number(readFileSync(helper, 'utf8')))).toBe(true);
  });

  test('is started twice and still is one', async () => {
    const spec = specOf(living);
    const keeper = openKeeper();
    await keeper.start(host, spec);
    const pid = await runningPid(keeper, spec);
    await keeper.start(host, spec);
    expect(await runningPid(keeper, spec)).toBe(pid);
  });
});

test('a program that is not there is told, and leaves nothing running', async () => {
  const keeper = openKeeper();
  const spec: ServiceSpec = { ...specOf(''), argv: [join(home, 'missing')] };
  await expect(keeper.start(host, spec)).rejects.toMatchObject({ code: 'service_start_refused' });
  expect((await keeper.read(host, spec)).running).toBe(false);
});

test('a damaged record is no record', () => {
  writeFileSync(join(home, 'record.json'), '{"spec": 1');
  expect(record().read()).toBeNull();
});

test('a full disk and a program that is gone take no agent down, and it is started once there is room', async () => {
  const spec = specOf('process.exit(1)');
  const file = record();
  let is_full = false;
  const keeper = createProcessControl({
    ...{ clock, log: silent, newId: () => `launch-${process.pid}-${launches++}` },
    record: {
      ...file,
      write: (next) => {
        if (is_full) throw new Error('ENOSPC');
        file.write(next);
      },
    },
  });
  keepers.push(keeper);
  await keeper.start(host, spec);
  is_full = true;
  await vi.waitUntil(async () => (await keeper.read(host, spec)).exit_status === 1, { timeout: 60_000 });
  expect(() => clock.advance(5_000)).not.toThrow();
  expect(await keeper.read(host, spec)).toMatchObject({ running: false, state: 'inactive' });
  is_full = false;
  const living_spec = specOf(living);
  writeFileSync(join(home, 'record.json'), JSON.stringify({ ...file.read(), spec: living_spec, pid: null }));
  const next = openKeeper();
  next.resume();
  const pid = await runningPid(next, living_spec);
  next.close();
  kill(pid);
  await gone(pid);
  const lost = { ...living_spec, argv: ['/nowhere/gateway'] as [string] };
  writeFileSync(join(home, 'record.json'), JSON.stringify({ ...file.read(), spec: lost, pid: null, launch_id: null }));
  expect(() => openKeeper().resume()).not.toThrow();
});

test('the status hears of it as of any service', async () => {
  const spec = specOf(living);
  const keeper = openKeeper();
  await keeper.start(host, spec);
  const services = createProcessServices(record(), () => 'mark');
  const query = { home, systemd_unit: spec.systemd_unit, launchd_label: '', images: [] };
  const [facts] = await services.read(query);
  expect(facts).toMatchObject({ manager: 'process', active_state: 'active', main_pid: await runningPid(keeper, spec) });
  expect(await services.read({ ...query, home: '/elsewhere' })).toEqual([]);
});

test('another machine’s processes are not the agent’s to keep', async () => {
  const remote = { ...host, key: 'ssh:ops@vps:22' };
  expect(await openKeeper().available(remote)).not.toBeNull();
  expect(await openKeeper().available(host)).toBeNull();
});
