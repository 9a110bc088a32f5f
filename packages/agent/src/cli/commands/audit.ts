import { existsSync } from 'node:fs';
import type { AuditRecord } from '@moltbot-ops/sdk/types';
import { databasePath } from '../../system/state-directory.ts';
import { type CommonOptions, createAgentClient, readCommandSettings } from '../agent-access.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { createOutput, formatTable, tint } from '../output.ts';

/** `moltbot-ops audit list`: the newest records, through the running agent. */
export async function runAuditList(options: CommonOptions & { limit: number }): Promise<void> {
  const output = createOutput(options.json === true);
  const page = await createAgentClient(options).call('auditList', { query: { limit: options.limit } });
  if (page.records.length === 0) output.line('The ledger is empty.');
  else for (const line of formatTable(header, page.records.map(toRow))) output.line(line);
  output.result(page);
}

/** `moltbot-ops audit verify`: walks the chain in the file itself, read-only; no agent is needed. */
export async function runAuditVerify(options: CommonOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const path = databasePath(readCommandSettings(options).home);
  if (!existsSync(path)) {
    throw new CliError(
      'no_ledger',
      `There is no ledger at ${path}. Start the agent once, or name its state with --home.`,
    );
  }
  const { verifyLedger } = await import('../../audit/verify.ts');
  const verdict = readVerdict(() => verifyLedger(path), path);
  if (verdict.whole) {
    const count = verdict.records === 1 ? '1 record' : `${verdict.records} records, each bound to the one before it`;
    output.line(`${tint('ok', 'The ledger is whole.')} ${count}.`);
    output.line(`Its end is record ${verdict.last_index}, hash ${verdict.last_hash}.`);
    if (verdict.signed_index > 0) {
      output.line(
        `It is signed up to record ${verdict.signed_index}, by key ${verdict.key_fingerprints.join(', then ')}.`,
      );
    }
    output.line(
      'A ledger that was cut at its end looks whole too: compare this end with one that you noted elsewhere.',
    );
  } else {
    output.line(`${tint('error', 'The ledger is broken')} at record ${verdict.first_bad_index}: ${verdict.problem}.`);
    output.line(`The ${verdict.records} records before it are whole. Keep the file as evidence: ${path}`);
    process.exitCode = exitCodes.failed;
  }
  output.result(verdict);
}

function readVerdict<Verdict>(verify: () => Verdict, path: string): Verdict {
  try {
    return verify();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(
      'ledger_unreadable',
      `The ledger at ${path} cannot be read (${why}). Check its permissions and the disk.`,
    );
  }
}

const header = ['INDEX', 'TIME', 'EVENT', 'OUTCOME', 'ACTOR', 'SUBJECT', 'REASON'];

function toRow(record: AuditRecord): string[] {
  const times = record.count && record.count > 1 ? ` × ${record.count}` : '';
  return [
    String(record.index),
    record.at,
    record.event + times,
    record.outcome,
    record.actor,
    record.subject ?? '',
    record.reason ?? '',
  ];
}
