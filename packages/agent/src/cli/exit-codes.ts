/** What the command line's exit codes mean; `moltbot-ops --help` prints the same list. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, not_running: 3 } as const;

export const exitCodesHelp = `Exit codes:
  0  done
  1  refused or failed; the message says what to do
  2  wrong arguments or settings
  3  the agent is not running (start it with: moltbot-ops start)`;

/** A failure with its exit code and a stable word for programs. */
export class CliError extends Error {
  readonly code: string;
  readonly exit_code: number;

  constructor(code: string, message: string, exit_code: number = exitCodes.failed) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.exit_code = exit_code;
  }
}
