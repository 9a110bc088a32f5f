// Whatever a step throws becomes a failure with a code that a runbook bears. What is neither a step's nor a host's own
// word is a fault of the agent: its text stays in the log.
import type { JobError } from '@moltbot-ops/sdk/types';
import { AppError, isErrorCode } from '../errors.ts';
import { HostError, type HostFailure } from '../ports/host-executor.ts';
import { StepError } from './plan.ts';

/** The agent closes: the work stands still where it is, and the next start goes on from there. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

const hostFailures: Record<HostFailure, { code: string; next_step: string; transient?: boolean }> = {
  missing: {
    code: 'path_missing',
    next_step: 'Look whether somebody removed it meanwhile, then start the job again.',
  },
  exists: {
    code: 'path_taken',
    next_step: 'Move what lies there aside if it is not needed, then start the job again.',
  },
  denied: {
    code: 'permission_denied',
    next_step: 'Give the account that runs this the right to that path, or take another account; then start again.',
  },
  no_space: { code: 'disk_full', next_step: 'Free space on that volume, then start the job again.' },
  read_only: {
    code: 'volume_read_only',
    next_step: 'Mount that volume for writing, or choose another place; then start again.',
  },
  not_a_file: {
    code: 'path_not_a_file',
    next_step: 'Look what lies at that path and move it aside, then start the job again.',
  },
  too_large: {
    code: 'file_too_large',
    next_step: 'Look at that file: it is far larger than it should be. Mend it, then start the job again.',
  },
  lost: {
    code: 'connection_lost',
    next_step: 'Look whether the machine and its network are well, then start the job again.',
    transient: true,
  },
  refused: {
    code: 'connection_refused',
    next_step: 'Look whether the program behind that address runs, then start the job again.',
    transient: true,
  },
  unsupported: {
    code: 'host_unsupported',
    next_step: 'Choose another method of installation for this machine.',
  },
  failed: { code: 'host_failed', next_step: 'Look at the message and the lines above it, then start the job again.' },
};

/** Codes that any step of any job may end with; each stands in a runbook. */
export const jobCodes: readonly string[] = [
  ...Object.values(hostFailures).map(({ code }) => code),
  'internal',
  'approval_lost',
];

const internal = {
  message: 'The agent itself failed in this step. Its log has the cause.',
  next_step: 'Look into the log of the agent for the job’s id, then start the job again.',
};

const mend = 'Mend what the message names, then start the job again.';

/** The failure of a step as one kind of error. `log` is told of what was not foreseen. */
export function toStepError(thrown: unknown, log: (error: unknown) => void): StepError {
  if (thrown instanceof StepError) return thrown;
  if (thrown instanceof HostError) {
    // A machine that refused is not asked again: its own word for why, such as another host key, is the cause to tell.
    if (thrown.failure !== 'lost' && thrown.code !== null && isErrorCode(thrown.code))
      return new StepError(thrown.code, thrown.message, { next_step: mend, cause: thrown });
    const { code, ...rest } = hostFailures[thrown.failure];
    return new StepError(code, thrown.message, { ...rest, cause: thrown });
  }
  if (thrown instanceof AppError && thrown.code !== 'internal') {
    const transient = thrown.code === 'storage_unavailable';
    return new StepError(thrown.code, thrown.message, { next_step: mend, transient, cause: thrown });
  }
  log(thrown);
  return new StepError('internal', internal.message, { next_step: internal.next_step, cause: thrown });
}

/** Of a job whose approver lost access; `has_begun`: on the machine, not only in line. */
export function describeLostApproval(has_begun: boolean): JobError {
  const became = has_begun ? 'it was stopped at its next safe point and taken back' : 'it was not begun';
  return {
    code: 'approval_lost',
    message: `Whoever confirmed this has no access to the agent any more, so ${became}.`,
    next_step:
      'Look whether the change is wanted. If it is, look at it anew and confirm it from a device that has access.',
  };
}

const texts = { evidence_max: 20, chars_max: 2000 };

/** For the record and for people: redacted and bounded. */
export function describeFailure(error: StepError, redact: (text: string) => string): JobError {
  const clean = (text: string) => redact(text).slice(0, texts.chars_max);
  return {
    code: error.code,
    message: clean(error.message),
    next_step: clean(error.next_step),
    ...(error.evidence.length > 0 ? { evidence: error.evidence.slice(0, texts.evidence_max).map(clean) } : {}),
  };
}
