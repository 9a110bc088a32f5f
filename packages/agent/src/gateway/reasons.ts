// What can be wrong with a gateway, in words: code → what was seen and the next step. One row each, gravest first.
// A next step is exact and safe to follow; none of them restarts a gateway that runs.
import type { StatusReason } from '@moltbot-ops/sdk/types';

interface Row {
  message: string;
  next_step: string;
}

/** `{name}` is filled in from the facts. The order is the order of gravity. */
const rows = {
  gateway_not_installed: {
    message: 'No gateway was found on this machine: no binary, no container, no running process.',
    next_step:
      'Set one up in the console under Setup, step by step. One that is installed by hand is noticed within seconds.',
  },
  config_invalid: {
    message: 'The configuration {config_path} is not valid, so the gateway refuses to start.',
    next_step: 'Correct the entries named below, check with `{binary} config validate`, then start the gateway again.',
  },
  config_missing: {
    message: 'There is no configuration at {config_path}, and without one the gateway refuses to start.',
    next_step:
      'Set it up with `{binary} onboard`, or put a copy back from a backup, before anything starts the gateway.',
  },
  config_unreadable: {
    message: 'The configuration {config_path} cannot be read: {cause}.',
    next_step: 'Make it a regular file that this account may read, then look here again.',
  },
  port_taken_by_other: {
    message: 'Port {port} is held by another program, which is not this gateway.',
    next_step:
      'Find it with `ss -ltnp sport = :{port}` and stop it, or set another `gateway.port`; then start the gateway.',
  },
  state_locked: {
    message: 'Another process holds the state of this gateway, so a new one could not start.',
    next_step: 'Find the other gateway or a running `{binary}` command and let it end; start only one.',
  },
  migration_required: {
    message: 'The gateway wants its state migrated before it starts.',
    next_step: 'Back up the state directory, then run `{binary} doctor --lint` and read what a repair would change.',
  },
  database_damaged: {
    message: 'The log speaks of a damaged state database.',
    next_step: 'Stop everything that writes to it and restore a backup without its `-wal` and `-shm` files.',
  },
  disk_full: {
    message: 'The log speaks of a full disk.',
    next_step: 'Free space on the volumes of the state and of the log, then start the gateway again.',
  },
  out_of_memory: {
    message: 'The gateway was ended because memory ran out.',
    next_step: 'Give it more memory or find what grows, then start it again.',
  },
  version_too_old: {
    message: 'The installed gateway is older than the one that last wrote this state.',
    next_step: 'Install the newer version again; an older one cannot read migrated state.',
  },
  exit_78: {
    message: 'The gateway ended with status 78, its word for "do not start me again like this".',
    next_step:
      'Do not restart it in a loop. Remove the cause named here first; without one, read the last lines of its log.',
  },
  start_limit_hit: {
    message: 'The service manager gave up after too many failed starts of {unit}.',
    next_step: 'Remove the cause first, then `{reset_failed}` and start the unit once.',
  },
  crash_loop: {
    message: 'The gateway was started again {count} after it had ended abruptly.',
    next_step: 'Stop its supervisor, read the last error in its log, and start it once by hand to see it fail.',
  },
  safe_mode: {
    message: 'After repeated crashes the gateway runs in safe mode and keeps its channels off.',
    next_step: 'Find what crashed it in the log; then start each channel with `{binary} gateway call channels.start`.',
  },
  gateway_killed: {
    message: 'The gateway ended without shutting down: it was killed or it crashed.',
    next_step:
      'Look for an out-of-memory kill or an error at the end of its log, then start it again. Nothing has to be cleaned up.',
  },
  gateway_stopped: {
    message: 'The gateway is installed and not running.',
    next_step: 'Start it with `{start_command}`.',
  },
  gateway_hung: {
    message: 'The gateway process is alive and has not answered on port {port} for {seconds} seconds.',
    next_step:
      'Wait if the machine is busy. If it stays so, save its log; ending process {pid} is then the remaining step.',
  },
  gateway_silent: {
    message: 'The gateway process is alive and stopped answering {seconds} seconds ago, without a word.',
    next_step: 'Wait some seconds: it may be starting over, or the machine is busy. The agent keeps asking.',
  },
  gateway_stopping: {
    message: 'The gateway is shutting down and lets running work finish.',
    next_step: 'Wait; it may take up to 330 seconds. Do not kill it early.',
  },
  gateway_token_mismatch: {
    message:
      'The gateway runs and refuses the token that stands in {config_path}. The agent watches it from outside only.',
    next_step:
      'Find the token it was started with (`--token`, its environment or its service unit) and put the same one into the configuration. The gateway itself is fine.',
  },
  gateway_token_missing: {
    message: 'The gateway runs and asks for a token that the agent cannot find in {config_path} or the environment.',
    next_step: 'Set `gateway.auth.token` as text, `${NAME}` or a file reference that this account may read.',
  },
  watcher_unauthorized: {
    message: 'The gateway runs and does not admit the agent: {detail}.',
    next_step:
      'List requests with `{binary} devices list` and approve the read-only one from this machine. The gateway itself is fine.',
  },
  watcher_missing_scope: {
    message: 'The gateway runs, but the agent lacks the scope operator.read, so it sees less than usual.',
    next_step:
      'Approve operator.read for the agent: `{binary} devices list`, then `{binary} devices approve`. Nothing has to be restarted.',
  },
  protocol_mismatch: {
    message: 'The gateway runs and speaks another protocol version than this agent.',
    next_step: 'Update this agent. The gateway itself is fine and is watched from outside meanwhile.',
  },
  config_invalid_on_disk: {
    message:
      'The gateway runs on its last good configuration; the file on disk is not valid, so the next start would fail.',
    next_step: 'Correct the entries named below before anything restarts the gateway.',
  },
  channel_down: {
    message: '{channel} cannot pass messages.',
    next_step: 'See what it says below; `{binary} channels status --probe` asks it again.',
  },
  gateway_not_ready: {
    message: 'The gateway answers and says that parts of it are not ready: {failing}.',
    next_step: 'Look at those parts; the gateway keeps trying by itself.',
  },
  second_gateway: {
    message: 'More than one gateway process uses this state directory.',
    next_step: 'Keep the one that answers and stop the other: process {pids}.',
  },
  second_supervisor: {
    message: 'More than one service would start this gateway: {units}.',
    next_step: 'Disable all but one, so that they do not fight for the port.',
  },
  version_skew: {
    message: 'Versions differ: running {running}, installed {cli}, service {unit}.',
    next_step:
      'Restart at a quiet time to run the installed version, after making a backup: a newer one may migrate the state.',
  },
  still_starting_slow: {
    message: 'The gateway has been starting for {seconds} seconds, longer than usual.',
    next_step: 'Leave it alone: a migration or a busy machine takes its time. Its log says what it works on.',
  },
  still_starting: {
    message: 'The gateway is starting; that takes 15 to 90 seconds.',
    next_step: 'Wait.',
  },
  gateway_restarting: {
    message: 'The gateway is starting over inside the same process.',
    next_step: 'Wait; it is usually back within ten seconds.',
  },
  watcher_connecting: {
    message: 'The gateway answers, and the agent is connecting to it.',
    next_step: 'Wait.',
  },
  process_unidentified: {
    message:
      "A process of the gateway's program runs (pid {pid}), which may be a gateway that starts or one of its commands.",
    next_step: 'Wait; it tells itself apart within some seconds.',
  },
  ssh_host_key_untrusted: {
    message:
      'The machine {machine} shows another SSH key than the approved one, or none was approved. Nothing was sent to it.',
    next_step:
      'Find out why its key changed. Only when that is clear, let an owner forget the old pin and approve the new key.',
  },
  ssh_key_refused: {
    message: 'The machine {machine} no longer takes the key that the agent watches with.',
    next_step:
      'Look for the line that ends in `watch@moltbot-ops` in `~/.ssh/authorized_keys` over there; installing over SSH again puts it back.',
  },
  ssh_credentials_needed: {
    message: 'The key that the agent watches {machine} with is gone, so it cannot look there.',
    next_step: 'Install over SSH again: it changes nothing that is there already and makes a new key.',
  },
  ssh_unreachable: {
    message: 'The machine {machine} cannot be reached over SSH, so nothing is known of its gateway.',
    next_step: 'Check that it is up and that its SSH port answers from here. The agent keeps trying.',
  },
  ssh_connecting: {
    message: 'The agent is connecting to {machine}.',
    next_step: 'Wait some seconds.',
  },
  first_look: {
    message: 'The agent has just begun to watch.',
    next_step: 'Wait a second.',
  },
  not_observable: {
    message: 'Processes cannot be seen here and the port does not answer.',
    next_step: 'Run the agent under the account that owns the gateway.',
  },
} as const satisfies Record<string, Row>;

export type ReasonCode = keyof typeof rows;

const gravity = Object.keys(rows);

/** Facts for the sentences, by the names in their braces. */
export type ReasonFacts = Record<string, string | number | null>;

const fill = (text: string, facts: ReasonFacts): string =>
  text.replace(/(?<!\$)\{(\w+)\}/g, (_all, name: string) => String(facts[name] ?? 'unknown'));

/** One reason, filled in. Evidence is cut to ten lines. */
export function makeReason(code: ReasonCode, facts: ReasonFacts, evidence: readonly string[] = []): StatusReason {
  const row = rows[code];
  const reason = { code, message: fill(row.message, facts), next_step: fill(row.next_step, facts) };
  return evidence.length === 0 ? reason : { ...reason, evidence: evidence.slice(0, 10) };
}

/** Gravest first. */
export function sortReasons(reasons: readonly StatusReason[]): StatusReason[] {
  return reasons.toSorted((a, b) => gravity.indexOf(a.code) - gravity.indexOf(b.code));
}

export const reasonCodes: readonly ReasonCode[] = gravity as ReasonCode[]; // the keys of the table above
