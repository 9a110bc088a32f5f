// Why npm failed, from its own words: a cause with a code that a runbook bears, what to do, and whether trying again by
// itself makes sense. Pure.
import type { RunResult } from '../ports/host-executor.ts';

export interface NpmFailure {
  code: NpmFailureCode;
  message: string;
  next_step: string;
  transient: boolean;
  /** npm's own lines, at most eight. */
  evidence: string[];
}

export type NpmFailureCode =
  | 'registry_unreachable'
  | 'registry_busy'
  | 'registry_refused'
  | 'release_missing'
  | 'git_source_unreachable'
  | 'integrity_mismatch'
  | 'disk_full'
  | 'permission_denied'
  | 'node_unfit'
  | 'install_out_of_memory'
  | 'install_timeout'
  | 'package_manager_failed';

interface Cause {
  code: NpmFailureCode;
  /** npm's error code, exactly. */
  codes: readonly string[];
  /** Or words of its output. */
  words: RegExp;
  message: (subject: string) => string;
  next_step: string;
  transient?: true;
}

/** First match wins: a full disk hides behind many other words. */
const causes: readonly Cause[] = [
  {
    code: 'disk_full',
    codes: ['ENOSPC', 'EDQUOT'],
    words: /ENOSPC|no space left on device|disk quota exceeded/i,
    message: () => 'The disk is full.',
    next_step: 'Free space where the package and npm’s cache go, then run it again; nothing half-done is kept.',
  },
  {
    code: 'git_source_unreachable',
    codes: ['128', 'ENOGIT'],
    words: /unknown git error|\bgit --no-replace-objects\b|spawn git\b/i,
    message: (subject) => `${subject} needs a part from a Git server, which could not be had.`,
    next_step:
      'Let that machine reach the server that the evidence names, with git installed; or choose a newer version, which needs none.',
  },
  {
    code: 'integrity_mismatch',
    codes: ['EINTEGRITY'],
    words: /EINTEGRITY|integrity checksum failed/i,
    message: (subject) => `What was downloaded for ${subject} is not what the registry announced.`,
    next_step:
      'Empty npm’s cache (npm cache clean --force) and try again; a proxy that alters downloads causes it too.',
  },
  {
    code: 'release_missing',
    codes: ['E404', 'ETARGET', 'ENOVERSIONS'],
    words: /code (E404|ETARGET|ENOVERSIONS)\b|No match(ing version)? found/i,
    message: (subject) => `The registry has no ${subject}.`,
    next_step: 'Choose another channel or version.',
  },
  {
    code: 'registry_refused',
    codes: ['E401', 'E403', 'ENEEDAUTH'],
    words: /code (E401|E403|ENEEDAUTH)\b/i,
    message: () => 'The registry does not let this machine in.',
    next_step: 'Check the registry and its credentials in npm’s settings (npm config list).',
  },
  {
    code: 'node_unfit',
    codes: ['EBADENGINE', 'ENOTSUP', 'EBADPLATFORM'],
    words: /EBADENGINE|EBADPLATFORM|is unsupported; use Node/i,
    message: (subject) => `${subject} does not run on this Node or system.`,
    next_step: 'Let the agent bring its own Node, or choose another version of the gateway.',
  },
  {
    code: 'permission_denied',
    codes: ['EACCES', 'EPERM', 'EROFS'],
    words: /code (EACCES|EPERM|EROFS)\b|permission denied|read-only file system/i,
    message: () => 'A file may not be written.',
    next_step: 'Give the named directory to the account that installs; the evidence names it.',
  },
  {
    code: 'registry_busy',
    codes: ['E429', 'E500', 'E502', 'E503', 'E504'],
    words:
      /code E(429|5\d\d)\b|\b(429|50[0-4]) (Too Many|Bad Gateway|Service Unavailable|Gateway Time|Internal Server)/i,
    message: () => 'The registry is busy or faulty.',
    next_step: 'Try again in a few minutes.',
    transient: true,
  },
  {
    code: 'registry_unreachable',
    codes: [
      'ETIMEDOUT',
      'ECONNRESET',
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ENETUNREACH',
      'EHOSTUNREACH',
      'ESOCKETTIMEDOUT',
      'ERR_SOCKET_TIMEOUT',
      'EPIPE',
      'EPROTO',
    ],
    words:
      /ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|SOCKET_?TIMEOUT|socket hang up|network (request|aborted)|aborted|ERR_STREAM_PREMATURE/i,
    message: () => 'The package registry could not be reached.',
    next_step: 'Check network, name resolution and proxy of that machine (npm ping).',
    transient: true,
  },
  {
    code: 'registry_refused',
    codes: ['FETCH_ERROR', 'EJSONPARSE'],
    words: /invalid json response body|Unexpected token '?</i,
    message: () => 'What answers in the registry’s place is no registry.',
    next_step:
      'Open a page in a browser there: a network may ask to log in. Check the registry’s address (npm config list).',
  },
  {
    code: 'registry_refused',
    codes: [
      'CERT_NOT_YET_VALID',
      'CERT_HAS_EXPIRED',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    words: /CERT_NOT_YET_VALID|CERT_HAS_EXPIRED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF|GET_ISSUER)/i,
    message: () => 'The registry’s certificate is not trusted here.',
    next_step:
      'Check the clock, and give npm the certificate of a proxy that inspects traffic (npm config set cafile).',
  },
];

/** Judges an npm run that failed; `subject` names what was asked for, such as `openclaw@2026.9.6`. */
export function classifyNpmFailure(result: RunResult, subject: string): NpmFailure {
  const text = `${result.stderr}\n${result.stdout}`;
  const evidence = evidenceOf(result);
  const wasKilled = result.signal === 'SIGKILL' || result.status === 137 || /(^|\n)Killed\s*$/m.test(text);
  if (result.timed_out)
    return {
      code: 'install_timeout',
      message: 'npm took too long and was ended.',
      next_step: 'Look at the network and the load of the machine, then try again.',
      transient: true,
      evidence,
    };
  const told = npmCode(text);
  const cause =
    causes.find(({ codes }) => told !== null && codes.includes(told)) ?? causes.find(({ words }) => words.test(text));
  if (wasKilled && cause?.code !== 'disk_full')
    return {
      code: 'install_out_of_memory',
      message: 'The system ended npm, which is what it does when memory runs out.',
      next_step: 'Give the machine more than 2 GiB of memory or add swap, close other programs, and try again.',
      transient: false,
      evidence,
    };
  if (cause !== undefined)
    return {
      code: cause.code,
      message: cause.message(subject),
      next_step: cause.next_step,
      transient: cause.transient === true,
      evidence,
    };
  return {
    code: 'package_manager_failed',
    message: `npm ended with status ${result.status ?? result.signal ?? 'unknown'}.`,
    next_step: 'Read npm’s lines in the evidence; its full log lies in the named file on that machine.',
    transient: false,
    evidence,
  };
}

/** `npm error code X`, or `error.code` of its JSON answer. */
function npmCode(text: string): string | null {
  return /npm (?:error|ERR!) code (\S+)/.exec(text)?.[1] ?? /"code":\s*"([A-Z][A-Z0-9_]+)"/.exec(text)?.[1] ?? null;
}

function evidenceOf({ stderr, stdout, status, signal }: RunResult): string[] {
  const lines = `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^npm (error|ERR!)|error|killed/i.test(line) && !/^npm (error|ERR!)\s*$/.test(line));
  const told = [...new Set(lines)].slice(0, 7).map((line) => line.slice(0, 300));
  return [`exit ${status ?? signal ?? 'unknown'}`, ...told];
}
