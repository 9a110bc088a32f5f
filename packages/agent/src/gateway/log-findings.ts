// What the end of the gateway's log says about why it ended. Text in, findings out; pure.
// Several gateways of one machine may share a log file, so a line counts only when it names our configuration or port,
// or was written while our process ran and the file is ours alone.
import type { FindingCode, LogFinding } from './observation.ts';
import { objectOf, textOf, valueAt } from './values.ts';

interface Signature {
  code: FindingCode;
  pattern: RegExp;
}

const signatures: readonly Signature[] = [
  { code: 'config_invalid', pattern: /Invalid config at |existing config is missing gateway\.mode/ },
  { code: 'port_taken', pattern: /another gateway instance is already listening|EADDRINUSE/ },
  { code: 'state_locked', pattern: /gateway already running \(pid|another \S+ process owns gateway-lifecycle/ },
  { code: 'migration_required', pattern: /requires state migration/ },
  { code: 'version_too_old', pattern: /binary \([^)]{1,40}\) is older than the config last written by/ },
  { code: 'database_damaged', pattern: /database disk image is malformed|SQLite integrity_check failed/ },
  { code: 'disk_full', pattern: /\bENOSPC\b|database or disk is full/ },
  { code: 'out_of_memory', pattern: /JavaScript heap out of memory/ },
];

const safeModePattern = /channel autostart suppressed by crash-loop breaker/;

export interface LogScope {
  /** Only lines from this moment on, epoch ms. */
  from_ms: number;
  config_path: string;
  port: number;
  /** The file belongs to this gateway alone. */
  exclusive: boolean;
}

interface LogLine {
  at_ms: number;
  message: string;
  subsystem: string;
}

function parseLine(line: string): LogLine | null {
  try {
    const entry = objectOf(JSON.parse(line));
    const message = textOf(entry.message, 2_000) ?? textOf(entry['1'], 2_000) ?? textOf(entry['0'], 2_000);
    const at_ms = Date.parse(textOf(entry.time) ?? '');
    if (message === null || Number.isNaN(at_ms)) return null;
    return { at_ms, message, subsystem: textOf(valueAt(entry, '_meta', 'name')) ?? '' };
  } catch {
    return null;
  }
}

function lines(text: string, from_ms: number): LogLine[] {
  return text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== null && line.at_ms >= from_ms) as LogLine[]; // nulls are filtered out
}

const belongs = (message: string, scope: LogScope): boolean =>
  scope.exclusive || message.includes(scope.config_path) || message.includes(`:${scope.port}`);

/** Findings, each code once with its newest line (first line of it only). */
export function findInLog(text: string, scope: LogScope): LogFinding[] {
  const found = new Map<FindingCode, string>();
  for (const { message } of lines(text, scope.from_ms)) {
    const signature = signatures.find((one) => one.pattern.test(message));
    if (signature === undefined || !belongs(message, scope)) continue;
    for (const part of message.split('\n').slice(0, 1)) found.set(signature.code, part.slice(0, 400));
  }
  return [...found].map(([code, line]) => ({ code, line }));
}

/** Whether the newest boot in the log runs with its channels kept off. */
export function readsSafeMode(text: string, scope: LogScope): boolean {
  return lines(text, scope.from_ms).some(({ message }) => safeModePattern.test(message));
}

/** When the gateway started, by its own log; only for a file that is its own. */
export function bootsInLog(text: string, from_ms: number): number[] {
  return lines(text, from_ms)
    .filter(({ message, subsystem }) => message === 'starting...' && subsystem.includes('"gateway"'))
    .map(({ at_ms }) => at_ms);
}
