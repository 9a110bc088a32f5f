import { createInterface } from 'node:readline/promises';
import type { Role } from '@moltbot-ops/sdk/types';
import { type CommonOptions, createAgentClient } from '../agent-access.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output.ts';

/** `moltbot-ops approve [CODE]`: approves the code that a device shows; without one, reads it from stdin. */
export async function runApprove(code: string | undefined, options: CommonOptions & { role?: Role }): Promise<void> {
  const pairing_code = (code ?? (await readCode())).trim();
  if (pairing_code === '')
    throw new CliError('usage', 'No code was given. Type the code that the device shows.', exitCodes.usage);
  const output = createOutput(options.json === true);
  const approval = await createAgentClient(options).call('pairApprove', {
    body: { pairing_code, ...(options.role ? { role: options.role } : {}) },
  });
  output.line(`Approved. The device comes in as ${approval.role}; it has ${approval.expires_in_seconds} seconds left.`);
  output.result(approval);
}

async function readCode(): Promise<string> {
  const terminal = process.stdin.isTTY ? process.stderr : undefined;
  const lines = createInterface({ input: process.stdin, ...(terminal ? { output: terminal } : {}) });
  try {
    if (terminal) return await lines.question('Code that the device shows: ');
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
