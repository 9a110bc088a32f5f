// Asks the gateway's own validator about a configuration that is not in force. Its program is the only door: a running
// gateway offers no check without a write. One run at a time, bounded, and the same question is asked once.
import { createHash } from 'node:crypto';
import { arrayOf, objectOf, textOf } from '../gateway/values.ts';
import { type GatewayProgram, ProgramError, type ProgramResult, parseProgramAnswer } from './gateway-program.ts';
import { parseReading, readSetting } from './older-program.ts';

/** In a container it begins with nothing compiled; on a machine with much to do that takes half a minute. */
const timeout_ms = 60_000;
const output_bytes_max = 2 * 1024 ** 2;
const waiting_max = 4;
const kept_max = 32;
const issues_max = 200;

export interface GatewayIssue {
  /** Dotted; empty for the whole. */
  path: string;
  message: string;
}

export type GatewayVerdict =
  | { asked: true; detail: string; valid: boolean; issues: GatewayIssue[]; warnings: GatewayIssue[] }
  | { asked: false; detail: string };

export interface GatewayCheck {
  /** Never rejects. `service_env` is what the service would find for `${NAME}`. */
  ask(
    program: GatewayProgram | null,
    version: string | null,
    config: unknown,
    service_env: Readonly<Record<string, string>>,
  ): Promise<GatewayVerdict>;
}

export function createGatewayCheck(): GatewayCheck {
  const verdicts = new Map<string, Promise<GatewayVerdict>>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const run = (program: GatewayProgram, config: unknown, service_env: Readonly<Record<string, string>>) => {
    waiting += 1;
    const verdict = last.then(() => askProgram(program, config, service_env));
    last = verdict.finally(() => {
      waiting -= 1;
    });
    return verdict;
  };
  return {
    async ask(program, version, config, service_env) {
      if (program === null)
        return {
          asked: false,
          detail: 'Its program is not on this machine; the gateway checks by itself when this is put into force.',
        };
      const text = JSON.stringify(config);
      const question = JSON.stringify([program.key, version, service_env]);
      const key = createHash('sha256').update(question).update(text).digest('hex');
      const known = verdicts.get(key);
      if (known !== undefined) return known;
      if (waiting >= waiting_max)
        return { asked: false, detail: 'The gateway’s program is busy with other questions.' };
      const verdict = run(program, config, service_env);
      verdicts.set(key, verdict);
      const oldest = verdicts.size > kept_max ? verdicts.keys().next().value : undefined;
      if (oldest !== undefined) verdicts.delete(oldest);
      // What it could not answer now it may answer next time.
      if (!(await verdict).asked) verdicts.delete(key);
      return verdict;
    },
  };
}

async function askProgram(
  program: GatewayProgram,
  config: unknown,
  service_env: Readonly<Record<string, string>>,
): Promise<GatewayVerdict> {
  try {
    const options = { timeout_ms, output_bytes_max, config, service_env };
    const result = await program.run(['config', 'validate', '--json'], options);
    const late = {
      asked: false as const,
      detail: `The gateway’s program did not answer in ${timeout_ms / 1000} seconds.`,
    };
    if (result.timed_out) return late;
    if (parseProgramAnswer(result.stdout) !== null) return parseVerdict(result.stdout, result.status, result.where);
    const reading = await program.run(readSetting, options);
    return reading.timed_out ? late : parseOlderVerdict(reading);
  } catch (error) {
    const detail = error instanceof ProgramError ? error.message : 'The gateway’s program could not be run.';
    return { asked: false, detail };
  }
}

const not_understood: GatewayVerdict = {
  asked: false,
  detail: 'The gateway’s program gave no verdict that is understood.',
};

function parseOlderVerdict(printed: ProgramResult): GatewayVerdict {
  const reading = parseReading(printed);
  const detail = `The gateway’s own check${printed.where}; this version has no command that validates.`;
  return reading === null ? not_understood : { asked: true, detail, warnings: [], ...reading };
}

/** Reads what `config validate --json` printed. */
export function parseVerdict(stdout: string, status: number | null, where = ''): GatewayVerdict {
  const answer = parseProgramAnswer(stdout);
  const issues = readIssues(answer?.issues);
  const understood = answer?.valid === true ? status === 0 : answer?.valid === false && issues.length > 0;
  if (answer === null || !understood) {
    return not_understood;
  }
  const valid = answer.valid === true;
  const detail = `The gateway’s own validator${where}.`;
  return { asked: true, detail, valid, issues, warnings: readIssues(answer.warnings) };
}

/** Earlier versions give the whole a name. */
const rootless = (path: string): string => (path === '<root>' ? '' : path);

const readIssues = (issues: unknown): GatewayIssue[] =>
  arrayOf(issues)
    .slice(0, issues_max)
    .map((issue) => ({
      path: rootless(textOf(objectOf(issue).path, 500) ?? ''),
      message: textOf(objectOf(issue).message, 1_000) ?? 'is not valid',
    }));
