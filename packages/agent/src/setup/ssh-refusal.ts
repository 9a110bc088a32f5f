import { AppError, type ErrorCode } from '../errors.ts';
import { HostError } from '../ports/host-executor.ts';

const codes: Record<string, ErrorCode> = {
  host_key_unknown: 'host_key_unknown',
  host_key_changed: 'host_key_changed',
  ssh_sign_in_failed: 'ssh_sign_in_failed',
  ssh_key_unreadable: 'ssh_key_unusable',
  ssh_passphrase_needed: 'ssh_passphrase_needed',
  ssh_passphrase_wrong: 'ssh_passphrase_wrong',
  ssh_unreachable: 'ssh_unreachable',
  ssh_outdated: 'ssh_outdated',
  ssh_no_shell: 'ssh_account_unusable',
  ssh_no_sftp: 'ssh_account_unusable',
};

/** What went wrong with another machine, as a refusal of the table. The cause is for the log and holds no credential. */
export function toSshRefusal(error: unknown): unknown {
  if (!(error instanceof HostError)) return error;
  return new AppError(codes[error.code ?? ''] ?? 'ssh_unreachable', { cause: error });
}
