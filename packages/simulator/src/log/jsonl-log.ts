// What the gateway says, to two places: one JSON object a line into the log file (mode 0600), and the same
// sentence in colours on the terminal. A full disk silences the file, never the gateway.
import { appendFileSync, chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SimulatorClock } from '../world/clock.ts';
import type { Randomness } from '../world/seed.ts';

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

export interface LogRecord {
  level: LogLevel;
  subsystem: string;
  message: string;
  /** What the terminal shows instead, where the real one says it in other words there. */
  shown?: string;
  /** Structured facts; they stand before the message, as the real log has them. */
  facts?: Record<string, unknown>;
  /** Whether the line belongs to a request and so carries trace ids. */
  traced?: boolean;
  /** Whether the terminal shows it too. */
  console?: boolean;
}

export interface GatewayLog {
  readonly path: string;
  write(record: LogRecord): void;
  /** While a reason is set nothing reaches the file. */
  suppress(reason: string | null): void;
}

interface LogDependencies {
  path: string;
  hostname: string;
  clock: SimulatorClock;
  random: Randomness;
  terminal: (line: string, level: LogLevel) => void;
}

const levelIds: Record<LogLevel, number> = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 };

export function createGatewayLog(deps: LogDependencies): GatewayLog {
  let suppressed: string | null = null;
  mkdirSync(dirname(deps.path), { recursive: true, mode: 0o700 });
  return {
    path: deps.path,
    write(record) {
      const now_ms = deps.clock.now();
      if (record.console !== false) deps.terminal(formatTerminal(record, now_ms), record.level);
      if (suppressed === null) appendLine(deps.path, formatLine(record, now_ms, deps));
    },
    suppress(reason) {
      suppressed = reason;
    },
  };
}

function appendLine(path: string, line: string): void {
  appendFileSync(path, `${line}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}

function formatLine(record: LogRecord, now_ms: number, deps: LogDependencies): string {
  const date = new Date(now_ms).toISOString();
  // What the real one prints past its subsystems is logged under the program's own name.
  const name = record.subsystem === 'openclaw' ? 'openclaw' : JSON.stringify({ subsystem: record.subsystem });
  const entry: Record<string, unknown> = name === 'openclaw' ? {} : { '0': name };
  if (name === 'openclaw') entry['0'] = record.message;
  else if (record.facts) Object.assign(entry, { '1': record.facts, '2': record.message });
  else entry['1'] = record.message;
  entry['_meta'] = {
    runtime: 'node',
    runtimeVersion: process.versions.node,
    hostname: deps.hostname,
    date,
    logLevelId: levelIds[record.level],
    logLevelName: record.level,
    name,
    parentNames: ['openclaw'],
  };
  entry['time'] = formatTime(now_ms);
  entry['hostname'] = deps.hostname;
  entry['message'] = record.message;
  if (record.traced) {
    entry['traceId'] = deps.random.bytes('trace', 16).toString('hex');
    entry['spanId'] = deps.random.bytes('span', 8).toString('hex');
    entry['traceFlags'] = '01';
  }
  return JSON.stringify(entry);
}

const subsystemColours = ['36', '32', '33', '34', '35', '31'];

function formatTerminal(record: LogRecord, now_ms: number): string {
  if (record.subsystem === 'openclaw') return `${formatTime(now_ms)} ${record.message}`;
  const label = record.subsystem.replace(/^gateway\/(?=.)/, '');
  const colour = subsystemColours[[...label].reduce((sum, c) => sum + c.charCodeAt(0), 0) % subsystemColours.length];
  const textColour =
    record.level === 'ERROR' || record.level === 'FATAL' ? '31' : record.level === 'WARN' ? '33' : '36';
  return `\u001b[90m${formatTime(now_ms)}\u001b[39m \u001b[${colour}m[${label}]\u001b[39m \u001b[${textColour}m${record.shown ?? record.message}\u001b[39m`;
}

/** Local time with its offset; the simulator lives in UTC so that its logs do not depend on the machine. */
function formatTime(now_ms: number): string {
  return new Date(now_ms).toISOString().replace('Z', '+00:00');
}
