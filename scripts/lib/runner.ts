// Runs parts and tells what came of them: gates two at a time with their output held back until they end, suites one
// after another with their output live. Whatever fails leaves its output below artifacts/<run>/.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { followToEnd, forwarded } from './children.mjs';
import type { Failure, PlaywrightFailures, VitestFailures } from './failures.ts';
import { failuresOfPlaywright, failuresOfVitest, tellFailures } from './failures.ts';
import { argumentsOf, environmentOf, type Part } from './parts.ts';
import { addCounts, type Counts, countGate, countPlaywright, countVitest, summarise } from './reports.ts';

/** A gate leaves nothing behind, and a compiler hears no signal until it is done. A suite ends what it has started. */
const gate_grace_ms = 500;
const suite_grace_ms = 6000;

export interface Outcome {
  part: Part;
  counts: Counts;
  failures: readonly Failure[];
  seconds: number;
  /** Why the part could not even start; its counts then say one failure. */
  refusal?: string;
}

export interface Run {
  root: string;
  /** artifacts/<run>, made by `openRun`. */
  directory: string;
  env: NodeJS.ProcessEnv;
  /** Aborted with the signal's name as reason when the run was told to end: no further part begins then. */
  interrupted: AbortSignal;
}

/** A place below artifacts/ that belongs to this run alone. From here on a signal ends the part that runs, and the run. */
export function openRun(root: string, label: string, env: NodeJS.ProcessEnv = process.env): Run {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-').replace('Z', '');
  const directory = join(root, 'artifacts', `${label}-${stamp}-${process.pid}`);
  mkdirSync(directory, { recursive: true });
  const interruption = new AbortController();
  for (const signal of forwarded) process.on(signal, () => interruption.abort(signal));
  return { root, directory, env: { ...env, MOLTBOT_RUN_DIR: directory }, interrupted: interruption.signal };
}

/** Runs one part to its end. After an interruption nothing begins: the part counts as failed. */
export async function runPart(run: Run, part: Part): Promise<Outcome> {
  if (run.interrupted.aborted) return refusePart(part, `not run: ${String(run.interrupted.reason)} ended the run`);
  const started_ms = performance.now();
  const report = join(run.directory, `${part.name}.json`);
  const output = join(run.directory, `${part.name}.log`);
  const env = { ...run.env, ...environmentOf(part, run.directory, report) };
  const live = part.kind !== 'gate';
  const code = await runLogged(run.root, argumentsOf(part, report), env, output, live);
  if (!live && code !== 0 && run.interrupted.aborted) {
    rmSync(output, { force: true }); // half a word of a tool that was broken off
    return refusePart(part, `broken off: ${String(run.interrupted.reason)} ended the run`);
  }
  const counts = countPart(part, report, code);
  const failures = counts.failed === 0 ? [] : nameFailures(part, report, readFileSync(output, 'utf8'));
  if (counts.failed === 0) {
    for (const file of [report, output]) rmSync(file, { force: true });
  } else {
    if (!live) process.stdout.write(readFileSync(output, 'utf8'));
    for (const file of [report, output]) await redactFile(file);
  }
  return tell({ part, counts, failures, seconds: (performance.now() - started_ms) / 1000 });
}

/** A part that could not start, with the sentence that says what to do. */
export function refusePart(part: Part, refusal: string): Outcome {
  const failures = [{ part: part.name, test: part.promise, reason: refusal }];
  return tell({ part, counts: { passed: 0, failed: 1, skipped: 0 }, failures, seconds: 0, refusal });
}

/** Runs gates, two at a time. */
export async function runGates(run: Run, gates: readonly Part[]): Promise<Outcome[]> {
  const waiting = [...gates];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) outcomes.push(await runPart(run, part));
  };
  await Promise.all([work(), work()]);
  return outcomes;
}

/** Prints the table and the closing line; answers the exit code. An empty artefact folder is taken away. */
export function closeRun(run: Run, outcomes: readonly Outcome[]): number {
  const counts = addCounts(outcomes.map((outcome) => outcome.counts));
  const failures = tellFailures(
    outcomes.flatMap((outcome) => outcome.failures),
    run.root,
  );
  const summary = process.env.MOLTBOT_SUMMARY_FILE;
  if (summary) writeFileSync(summary, `${JSON.stringify({ ...counts, failures })}\n`);
  console.log('');
  for (const outcome of outcomes) console.log(describe(outcome));
  const left_nothing = counts.failed === 0 || readdirSync(run.directory).length === 0;
  if (left_nothing) rmSync(run.directory, { recursive: true, force: true });
  if (counts.failed > 0) console.log(`\n${failures.join('\n')}`);
  if (!left_nothing) console.log(`\nWhat the failing parts left behind: ${relative(run.root, run.directory)}/`);
  console.log(`\n${summarise(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}

function tell(outcome: Outcome): Outcome {
  console.log(describe(outcome));
  return outcome;
}

function describe({ part, counts, seconds, refusal }: Outcome): string {
  const mark = counts.failed === 0 ? '✓' : '✗';
  const detail = refusal ?? (part.kind === 'gate' ? part.promise : summarise(counts));
  return `${mark} ${part.name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s  ${detail}`;
}

function countPart(part: Part, report: string, code: number): Counts {
  if (part.kind === 'gate') return countGate(code);
  return part.kind === 'vitest' ? countVitest(readReport(report), code) : countPlaywright(readReport(report), code);
}

/** What failed in a part, by name. Where no report names a test it is the part itself. */
function nameFailures(part: Part, report: string, output: string): Failure[] {
  const named =
    part.kind === 'gate'
      ? []
      : part.kind === 'vitest'
        ? failuresOfVitest(part.name, readReport<VitestFailures>(report), output)
        : failuresOfPlaywright(part.name, readReport<PlaywrightFailures>(report));
  return named.length > 0 ? named : [{ part: part.name, test: part.promise, reason: '' }];
}

/** What is kept may be uploaded, so it passes the product's own redactor; when that fails, nothing is kept. */
async function redactFile(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const text = readFileSync(path, 'utf8');
  try {
    const { createRedactor } = await import('../../packages/agent/src/redaction/redactor.ts');
    const redactor = createRedactor();
    writeFileSync(
      path,
      text
        .split('\n')
        .map((line) => redactor.redact(line))
        .join('\n'),
    );
  } catch (error) {
    writeFileSync(path, `withheld: it could not be redacted (${String(error)})\n`);
  }
}

function readReport<T>(path: string): T | null {
  try {
    // the reader of the report treats it as untrusted numbers only
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

async function runLogged(
  root: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  output: string,
  live: boolean,
): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(output);
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(file, { end: false });
    if (live) stream.pipe(stream === child.stdout ? process.stdout : process.stderr, { end: false });
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => file.end(resolve)));
  const code = await followToEnd(child, { grace_ms: live ? suite_grace_ms : gate_grace_ms });
  await closed;
  return code;
}
