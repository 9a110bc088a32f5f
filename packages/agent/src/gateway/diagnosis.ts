// Why it stopped: asked once after an end, never in a loop and never while a gateway runs.
// The log's tail, the service manager's word, and one validation of each content of the configuration.
import { dirname, join } from 'node:path';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { ConfigFacts, ConfigIssue } from './config-file.ts';
import type { FoundInstall } from './install.ts';
import { bootsInLog, findInLog, type LogScope, readsSafeMode } from './log-findings.ts';
import type { EndFacts, LogFinding } from './observation.ts';
import { valueAt } from './values.ts';
import { parseIssues } from './watcher-answers.ts';

const tailBytes = 256 * 1024;
const historyTailBytes = 2 * 1024 * 1024;
const validateTimeoutMs = 90_000;

/** The log file of a gateway with this configuration; the newest of those that carry a day in their name. */
export function logFile(install: FoundInstall, config: ConfigFacts, files: HostFiles): string | null {
  if (config.log_file !== null) return config.log_file;
  const { log_directory, name } = install.runtime;
  const day = new RegExp(`^${name}-\\d{4}-\\d{2}-\\d{2}\\.log$`);
  const newest = files
    .list(log_directory)
    .filter((file) => day.test(file))
    .toSorted()
    .at(-1);
  return newest === undefined ? null : join(log_directory, newest);
}

export interface LogQuestion {
  install: FoundInstall;
  config: ConfigFacts;
  port: number;
  from_ms: number;
  /** The log's default place belongs to this gateway alone. */
  default_log_is_ours: boolean;
}

const scopeOf = (question: LogQuestion): LogScope => ({
  from_ms: question.from_ms,
  config_path: question.install.config_path,
  port: question.port,
  exclusive: question.config.log_file !== null || question.default_log_is_ours,
});

function readTail(question: LogQuestion, files: HostFiles, bytes: number): string {
  const path = logFile(question.install, question.config, files);
  return path === null ? '' : (files.tail(path, bytes) ?? '');
}

/** What the end of the log says about a gateway that is gone. */
export function readFindings(question: LogQuestion, files: HostFiles): LogFinding[] {
  return findInLog(readTail(question, files, tailBytes), scopeOf(question));
}

/** Whether the boot since `from_ms` keeps its channels off after crashes. */
export function readSafeMode(question: LogQuestion, files: HostFiles): boolean {
  const scope = scopeOf(question);
  return scope.exclusive && readsSafeMode(readTail(question, files, tailBytes), scope);
}

/**
 * Moments at which the gateway started, by a log that it was given for itself; empty for one in the default place. Whoever
 * runs a gateway on this machine writes there, and what a boot writes names neither process nor port nor directory.
 */
export function readLoggedBoots(question: LogQuestion, files: HostFiles): number[] {
  const { log_file } = question.config;
  if (log_file === null || dirname(log_file) === question.install.runtime.log_directory) return [];
  return bootsInLog(readTail(question, files, historyTailBytes), question.from_ms);
}

/** How a run ended, from what was seen of it. */
export function judgeEnd(seen: {
  announced: boolean;
  answered: boolean;
  /** Its note of holding the state: never seen, gone with it, or left behind. */
  lock: 'never' | 'gone' | 'left';
  refused: boolean;
}): EndFacts['manner'] {
  if (seen.refused) return 'refused';
  if (seen.announced || seen.lock === 'gone') return 'clean';
  if (seen.lock === 'left' || seen.answered) return 'abrupt';
  return 'unknown';
}

export interface Validation {
  valid: boolean;
  issues: ConfigIssue[];
}

/** Asks the gateway's own program whether the configuration on disk is valid: once for each content. */
export class ConfigValidator {
  private readonly runner: CommandRunner;
  private readonly known = new Map<string, Validation | null>();

  constructor(runner: CommandRunner) {
    this.runner = runner;
  }

  /** What is known of this content without asking; undefined when it was never asked. */
  known_for(content_hash: string): Validation | null | undefined {
    return this.known.get(content_hash);
  }

  /** Null when the program gave no usable answer. An aborted question may be asked again. */
  async ask(
    binary: string,
    content_hash: string,
    env: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Validation | null> {
    if (this.known.size > 50) this.known.clear();
    this.known.set(content_hash, null);
    const options = { env, timeout_ms: validateTimeoutMs, bytes_max: 512 * 1024, signal };
    const result = await this.runner.run([binary, 'config', 'validate', '--json'], options);
    if (signal.aborted) {
      this.known.delete(content_hash);
      return null;
    }
    const validation = parseValidation(result.stdout);
    this.known.set(content_hash, validation);
    return validation;
  }
}

/** Reads `config validate --json`; null when it is not that. */
export function parseValidation(stdout: string): Validation | null {
  try {
    const answer: unknown = JSON.parse(stdout.slice(Math.max(0, stdout.indexOf('{'))));
    const valid = valueAt(answer, 'valid');
    return typeof valid === 'boolean' ? { valid, issues: parseIssues(valueAt(answer, 'issues')) } : null;
  } catch {
    return null;
  }
}
