// The agent as the gateway's service manager, where the machine has none: starts it apart from itself, so that it outlives
// the agent; finds it again after a restart; starts it anew after an abrupt end, slower each time, and not at all when it
// refused to run. Never two gateways: a start first looks whether the former one lives.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import type { Clock } from '../ports/clock.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Log } from '../ports/log.ts';
import {
  type ServiceControl,
  ServiceControlError,
  type ServiceReading,
  type ServiceSpec,
} from '../ports/service-control.ts';
import { findByVariable, readStartKey } from './process-identity.ts';
import type { RecordFile, SupervisedRecord } from './supervised-record.ts';

const launch_variable = 'MOLTBOT_SUPERVISED_LAUNCH';
const watch_ms = 1_000;
const stop_poll_ms = 200;
const delay_ms_max = 60_000;
const limit_window_ms = 600_000;
const limit_ends = 6;
const output_bytes_max = 10 * 1024 ** 2;

export interface ProcessControlOptions {
  record: RecordFile;
  clock: Clock;
  log: Log;
  newId: () => string;
}

export interface ProcessControl extends ServiceControl {
  /** At the agent's start: finds the gateway again, or starts it where it is to run and does not. */
  resume(): void;
  /** Ends the watching, never the gateway. */
  close(): void;
}

export function createProcessControl(options: ProcessControlOptions): ProcessControl {
  const keeper = new Keeper(options);
  const only_here = 'the agent keeps processes alive on its own machine only';
  return {
    name: 'process',
    available: async (host) => (host.key === 'local' ? null : only_here),
    async install(_host, spec) {
      const changed = keeper.adopt(spec);
      return { paths: [], changed, warnings: [warning], linger_enabled: false };
    },
    matches: async (_host, spec) => keeper.keeps(spec),
    async uninstall(_host, spec) {
      await keeper.stop(spec);
      keeper.forget();
    },
    start: async (_host, spec) => keeper.start(spec),
    stop: (_host, spec) => keeper.stop(spec),
    async restart(_host, spec) {
      await keeper.stop(spec);
      keeper.start(spec);
    },
    read: async () => keeper.read(),
    lastOutput: async (_host: HostExecutor, spec) => tail(spec.output_path),
    resume: () => keeper.resume(),
    close: () => keeper.close(),
  };
}

const warning =
  'No service manager is here, so the agent keeps the gateway alive: after a restart of the machine, once the agent runs.';

class Keeper {
  private readonly options: ProcessControlOptions;
  private record: SupervisedRecord | null;
  private child: ChildProcess | null = null;
  private cancel: () => void = () => undefined;
  private closed = false;

  constructor(options: ProcessControlOptions) {
    this.options = options;
    this.record = options.record.read();
  }

  keeps(spec: ServiceSpec): boolean {
    return this.record !== null && JSON.stringify(this.record.spec) === JSON.stringify(spec);
  }

  /** Takes over what to run; tells whether that is new. */
  adopt(spec: ServiceSpec): boolean {
    const { record } = this;
    if (this.keeps(spec)) return false;
    this.write(record === null ? blank(spec) : { ...record, spec });
    return true;
  }

  forget(): void {
    this.cancel();
    this.record = null;
    this.options.record.remove();
  }

  start(spec: ServiceSpec): void {
    const record = this.record ?? blank(spec);
    this.write({ ...record, spec, wanted: true, gave_up: null, abrupt_ends: [] });
    this.run();
  }

  resume(): void {
    if (this.record?.wanted === true && this.record.gave_up === null) this.runAnyway();
  }

  read(): ServiceReading {
    const { record } = this;
    const alive = this.alivePid();
    return {
      installed: record !== null,
      running: alive !== null,
      state: record === null ? null : alive === null ? (record.gave_up ?? 'inactive') : 'active',
      pid: alive,
      exit_status: alive === null ? (record?.exit_status ?? null) : null,
    };
  }

  /** Asks it to end and waits; what is left of it after the time it has is killed. */
  async stop(spec: ServiceSpec): Promise<void> {
    this.cancel();
    if (this.record !== null) this.write({ ...this.record, wanted: false });
    const pid = this.alivePid();
    if (pid === null) return;
    signalTo(pid, 'SIGTERM');
    const { clock } = this.options;
    const deadline = clock.monotonic() + spec.stop_timeout_ms;
    while (this.alivePid() !== null && clock.monotonic() < deadline)
      await new Promise<void>((resolve) => clock.after(stop_poll_ms, resolve));
    signalTo(-pid, 'SIGKILL'); // its helpers, and itself when the time is over
  }

  close(): void {
    this.closed = true;
    this.cancel();
  }

  private write(record: SupervisedRecord): void {
    this.options.record.write(record);
    this.record = record;
  }

  /** What was seen counts also while it cannot be written: nobody waits for it who could be told. */
  private note(record: SupervisedRecord): void {
    this.record = record;
    try {
      this.options.record.write(record);
    } catch (error) {
      this.options.log.error('gateway.record_not_written', { error: String(error) });
    }
  }

  private alivePid(): number | null {
    const { record } = this;
    if (record === null) return null;
    if (record.pid !== null) return readStartKey(record.pid) === record.start_key ? record.pid : null;
    return record.launch_id === null ? null : findByVariable(launch_variable, record.launch_id);
  }

  /** Starts it unless it lives, and watches it. */
  private run(): void {
    const { record } = this;
    if (record === null || this.closed) return;
    this.cancel();
    const alive = this.alivePid();
    if (alive !== null && record.pid === null)
      this.write({ ...record, pid: alive, start_key: readStartKey(alive), started_at_ms: this.options.clock.now() });
    if (alive === null) this.spawn(record);
    this.watch();
  }

  private spawn(record: SupervisedRecord): void {
    const launch_id = this.options.newId();
    const { spec } = record;
    // Before the process is there: an agent that ends in between finds it by the variable.
    this.write({ ...record, launch_id, pid: null, start_key: null, started_at_ms: null });
    const output = openOutput(spec.output_path);
    try {
      const [program, ...rest] = spec.argv;
      const child = spawn(program, rest, {
        cwd: spec.home,
        env: { ...spec.environment, [launch_variable]: launch_id },
        detached: true,
        stdio: ['ignore', output, output],
      });
      child.once('error', () => undefined); // without a pid, told below
      if (child.pid === undefined)
        throw new ServiceControlError('service_start_refused', `${program} could not be started.`);
      child.unref();
      this.child = child;
      child.once('exit', (status) => this.ended(status));
      const start_key = readStartKey(child.pid);
      this.write({ ...(this.record ?? record), pid: child.pid, start_key, started_at_ms: this.options.clock.now() });
    } finally {
      closeSync(output);
    }
  }

  /** A former agent's child tells nobody of its end, so its pid is looked at. */
  private watch(): void {
    this.cancel = this.options.clock.after(watch_ms, () => {
      if (this.closed || this.record?.wanted !== true) return;
      if (this.alivePid() !== null) return this.watch();
      if (this.child === null) return this.ended(null);
      this.watch(); // its exit event is on its way
    });
  }

  /** `status` is null where a signal ended it or nobody could see how. */
  private ended(status: number | null): void {
    this.child = null;
    this.cancel();
    const { record } = this;
    const { clock, log } = this.options;
    if (record === null || this.closed) return;
    if (record.pid !== null) signalTo(-record.pid, 'SIGKILL'); // helpers that it left behind
    const now = clock.now();
    const abrupt_ends = [
      // One of a time still to come was noted before the clock was set back.
      ...record.abrupt_ends.filter((at) => Math.abs(now - at) < limit_window_ms),
      ...(status === 0 ? [] : [now]),
    ];
    const fatal = status === record.spec.fatal_exit_status;
    const gave_up = fatal ? 'fatal-exit' : abrupt_ends.length >= limit_ends ? 'start-limit-hit' : null;
    this.note({ ...record, pid: null, start_key: null, launch_id: null, exit_status: status, abrupt_ends, gave_up });
    log.warn('gateway.ended', { exit_status: status, wanted: record.wanted, gave_up });
    if (!record.wanted || gave_up !== null || status === 0) return;
    const delay_ms = Math.min(record.spec.restart_delay_ms * 2 ** (abrupt_ends.length - 1), delay_ms_max);
    this.cancel = clock.after(delay_ms, () => this.startAgain());
  }

  private startAgain(): void {
    const { record } = this;
    if (record?.wanted !== true || this.closed) return;
    this.note({ ...record, restarts: record.restarts + 1 });
    this.runAnyway();
  }

  /** For starts that nobody waits for: one that fails is tried again, and never takes the agent with it. */
  private runAnyway(): void {
    try {
      this.run();
    } catch (error) {
      this.options.log.error('gateway.not_started', { error: String(error) });
      if (error instanceof ServiceControlError) return this.ended(null);
      // Nothing was started, because it could not be recorded or its output not be opened: no end of the gateway.
      this.cancel = this.options.clock.after(delay_ms_max, () => {
        if (this.record?.wanted === true) this.runAnyway();
      });
    }
  }
}

const blank = (spec: ServiceSpec): SupervisedRecord => ({
  spec,
  wanted: false,
  launch_id: null,
  pid: null,
  start_key: null,
  started_at_ms: null,
  abrupt_ends: [],
  restarts: 0,
  exit_status: null,
  gave_up: null,
});

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

/** Appends; one former file is kept. */
function openOutput(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > output_bytes_max) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function tail(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .slice(-64 * 1024)
      .split('\n')
      .filter(Boolean)
      .slice(-40);
  } catch {
    return [];
  }
}
