// `moltbot-ops doctor`: the agent's own checks where it runs; else the same judgements over what can be learnt from
// outside. Looks only: mends nothing, starts nothing, writes nothing.
import type { SystemCheck } from '@moltbot-ops/sdk/types';
import { type CommonOptions, createAgentClient, readCommandSettings } from '../agent-access.ts';
import { exitCodes } from '../exit-codes.ts';
import { toInert } from '../inert.ts';
import { createOutput, tint } from '../output.ts';

/** Runs every check and prints each finding with its fix. Leaves with 1 when one of them is an error. */
export async function runDoctor(options: CommonOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const settings = readCommandSettings(options);
  const client = createAgentClient(options);
  const running = await client.call('systemChecks').then(
    ({ checks }) => ({ checks }),
    (error: unknown) => ({ error }),
  );
  const { checkAgent, checkFromOutside, checkPort } = await import('../outside-checks.ts');
  const isRunning = 'checks' in running;
  const checks = [
    checkAgent(settings, isRunning ? null : running.error),
    ...(isRunning ? running.checks : await checkFromOutside(settings)),
    ...(isRunning ? [] : [await checkPort(settings)]),
  ];
  for (const line of formatChecks(checks)) output.line(line);
  output.result({ checks });
  if (checks.some(({ outcome }) => outcome === 'error')) process.exitCode = exitCodes.failed;
}

const marks = { ok: ['ok', '✓'], warning: ['warning', '!'], error: ['error', '✗'] } as const;

/** Findings as lines for people, each problem followed by its fix. */
export function formatChecks(checks: readonly SystemCheck[]): string[] {
  const width = Math.max(...checks.map(({ check }) => check.length));
  return checks.flatMap(({ check, outcome, message, next_step }) => {
    const [tone, mark] = marks[outcome];
    const line = `${tint(tone, mark)} ${toInert(check).padEnd(width)}  ${toInert(message)}`;
    return next_step ? [line, `${' '.repeat(width + 4)}Fix: ${toInert(next_step)}`] : [line];
  });
}
