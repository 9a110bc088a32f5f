export interface CommandResult {
  /** Exit status; null when it was ended by a signal or could not start. */
  status: number | null;
  stdout: string;
  timed_out: boolean;
}

/** Starts a program without a shell, at low priority, bounded in time and output. Never rejects. */
export interface CommandRunner {
  run(
    argv: readonly string[],
    options: { env: Record<string, string>; timeout_ms: number; bytes_max: number; signal?: AbortSignal },
  ): Promise<CommandResult>;
}
