// The one table of everything that can be refused or go wrong, and the one place that makes error bodies.
// A public sentence says what happened, what was not changed, and what to do next; internals stay in the log.
import type { ErrorBody, ErrorDetail } from '@moltbot-ops/sdk/types';

const table = {
  bad_request: [400, 'The request could not be read. Nothing was changed; check its form and send it again.'],
  invalid_json: [
    400,
    'The body is not valid JSON. Nothing was changed; send one UTF-8 JSON document without duplicate keys.',
  ],
  invalid_request: [400, 'The request does not fit the contract. Nothing was changed; see the fields in details.'],
  unauthenticated: [
    401,
    'This needs a paired device. Pair this one with `moltbot-ops pair`, or approve its code on the host.',
  ],
  token_expired: [401, 'The access token has expired. Refresh the session and try again.'],
  session_ended: [401, 'This session is over: signed out, revoked or replaced. Pair the device again.'],
  approval_pending: [401, 'The code waits for approval. Type it on the host: `moltbot-ops approve CODE`.'],
  pairing_code_invalid: [401, 'No live pairing code matches. Ask for a new code and try again.'],
  refresh_token_invalid: [401, 'The refresh token is not valid any more. Pair the device again.'],
  host_not_allowed: [
    403,
    'The Host header does not name this agent. Open the console by the address that the agent prints.',
  ],
  origin_not_allowed: [
    403,
    'Another site asked for this change, so it was refused. Use the console on the address that the agent prints.',
  ],
  csrf_required: [403, 'The change came without its CSRF token, so it was refused. Reload the console and try again.'],
  forbidden: [403, 'The role of this device does not allow this. Ask an owner to do it or to change the role.'],
  not_found: [404, 'There is nothing at this address. Check the path against the contract.'],
  device_not_found: [404, 'There is no device by that id. List the devices and try again.'],
  pairing_code_unknown: [
    404,
    'No device waits with that code. Read it again from the device, or let the device ask for a new one.',
  ],
  method_not_allowed: [405, 'This address does not take that method. Check the operation against the contract.'],
  last_owner: [409, 'This is the last owner, so it keeps its role. Make another device owner first.'],
  confirmation_required: [
    409,
    'This needs a confirmation token from a preview of exactly this request. Nothing was changed; look at the preview and confirm.',
  ],
  confirmation_expired: [
    409,
    'The confirmation is over two minutes old. Nothing was changed; look at a new preview and confirm that.',
  ],
  confirmation_spent: [
    409,
    'This confirmation was used already, and works once. Nothing more was changed; see the job it started.',
  ],
  confirmation_mismatch: [
    409,
    'The request is not the one that was previewed, or another session confirmed it. Nothing was changed; look at a new preview.',
  ],
  state_changed: [
    409,
    'Something changed since the preview, so it was not done. Nothing was changed; look at a new preview.',
  ],
  host_busy: [409, 'Another job is changing that machine. Nothing was changed; wait for it or cancel it.'],
  job_not_found: [404, 'There is no job by that id. List the jobs and try again.'],
  job_ended: [409, 'The job has ended, so there is nothing to stop. Its record says how.'],
  job_not_waiting: [409, 'The job does not wait for credentials. Its record says what it does.'],
  setup_moved: [409, 'Somebody else moved the wizard. Nothing was changed; read it again and go on from there.'],
  setup_step_unreachable: [409, 'The wizard cannot go there yet. Finish the page before it first.'],
  setup_nothing_yet: [404, 'No setup was finished or begun yet, so there is no report.'],
  gateway_not_found: [404, 'There is no such gateway on this machine any more. Look for gateways again.'],
  host_key_not_found: [404, 'There is no pinned key by that id. List the pins and try again.'],
  host_key_unknown: [
    409,
    'The key of that machine was not approved yet. Nothing was sent to it; compare its fingerprint and approve it first.',
  ],
  host_key_changed: [
    409,
    'That machine shows another key than the approved one, so it was not trusted. Find out why; an owner can forget the old pin.',
  ],
  ssh_unreachable: [
    502,
    'The machine could not be reached over SSH. Nothing was changed; check its name, port and network.',
  ],
  ssh_sign_in_failed: [
    502,
    'The machine did not let this account in. Nothing was changed; check the account, the password or the key.',
  ],
  ssh_outdated: [
    502,
    'That machine offers only SSH algorithms that are no longer safe, so it was not trusted. Update its SSH server.',
  ],
  ssh_account_unusable: [
    502,
    'The account signed in but cannot run programs or transfer files there. Nothing was changed; give it a shell and SFTP.',
  ],
  ssh_key_unusable: [
    400,
    'The private key cannot be used: damaged, a public key, or of a kind that is not read here, such as PuTTY’s, DSA or one on a security key. Nothing was sent to the machine. Give the whole text of one as OpenSSH or PEM.',
  ],
  ssh_passphrase_needed: [
    400,
    'The private key is encrypted: give its passphrase too. Nothing was sent to the machine.',
  ],
  ssh_passphrase_wrong: [400, 'The passphrase does not open the private key. Nothing was sent to the machine.'],
  config_conflict: [
    409,
    'Somebody else changed the configuration meanwhile. Nothing was changed; compare both and decide.',
  ],
  config_unreadable: [
    409,
    'The present configuration cannot be read, so it cannot be changed safely. See the details.',
  ],
  device_revoked: [409, 'The device is revoked and cannot be changed. Pair it again instead.'],
  body_too_large: [413, 'The body is larger than this operation takes. Nothing was changed; send less.'],
  unsupported_media_type: [415, 'The body has to be application/json. Nothing was changed.'],
  too_many_requests: [429, 'Too many requests. Nothing was changed; wait as long as Retry-After says.'],
  too_many_pending: [429, 'Five pairing codes wait already. Approve one, or wait until one expires.'],
  too_many_guesses: [
    429,
    'Too many wrong codes were tried, so no code is being accepted. Ask for a new code after the wait.',
  ],
  headers_too_large: [
    431,
    'The request headers are too large. Nothing was changed; clear the cookies of this address.',
  ],
  internal: [
    500,
    'The agent failed on this request. Its log has the request id; `moltbot-ops doctor` checks the agent.',
  ],
  response_invalid: [
    500,
    'The agent made an answer that breaks its own contract and withheld it. Its log has the request id.',
  ],
  not_available_yet: [501, 'This version of the agent does not offer that operation yet. Nothing was changed.'],
  shutting_down: [503, 'The agent is closing. Nothing was changed; try again when it is back.'],
  storage_unavailable: [
    503,
    'The agent cannot write its records (disk full or not writable), so nothing was changed. Free space, then `moltbot-ops doctor`.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof table;

export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(table, word);
}

export interface ErrorOptions {
  details?: ErrorDetail[];
  /** Whole seconds until another try makes sense; sent as `Retry-After`. */
  retry_after_seconds?: number;
  /** For the log only. */
  cause?: unknown;
}

/** A refusal or failure with a code from the table. Everything else that is thrown becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetail[] | undefined;
  readonly retry_after_seconds: number | undefined;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    super(table[code][1], { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = table[code][0];
    this.details = options.details;
    this.retry_after_seconds = options.retry_after_seconds;
  }
}

/** Turns whatever was thrown into an `AppError`; internals never reach the message. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown });
}

/** The wire form of an error. */
export function makeErrorBody(error: AppError, requestId: string): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    ...(error.details && error.details.length > 0 ? { details: error.details } : {}),
    request_id: requestId,
  };
}
