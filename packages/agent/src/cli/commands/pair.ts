import type { PairInvite, Role } from '@moltbot-ops/sdk/types';
import { type CommonOptions, createAgentClient } from '../agent-access.ts';
import { formatInvite } from '../invite.ts';
import { createOutput, type Output } from '../output.ts';

/** `moltbot-ops pair`: mints an approved code and shows it. */
export async function runPair(options: CommonOptions & { role?: Role }): Promise<void> {
  const invite = await createAgentClient(options).call('pairInvite', {
    body: options.role ? { role: options.role } : {},
  });
  printInvite(createOutput(options.json === true), invite);
}

function printInvite(output: Output, invite: PairInvite): void {
  const { pairing_code, expires_in_seconds, url } = invite;
  for (const line of formatInvite(invite, output.is_terminal)) output.line(line);
  output.result({ pairing_code, expires_in_seconds, url });
}
