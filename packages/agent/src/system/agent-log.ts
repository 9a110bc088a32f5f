import type { Log, LogFields } from '../ports/log.ts';

const ranks = { debug: 0, info: 1, warn: 2, error: 3 } as const;

export interface AgentLogOptions {
  level: keyof typeof ranks;
  now: () => number;
  /** Masks secrets in one finished line; a line it cannot judge is withheld by it. */
  redact: (line: string) => string;
  write: (line: string) => void;
}

/** The agent's log: one JSON object a line, redacted as a whole after it was made, so that no field can slip by. */
export function createAgentLog(options: AgentLogOptions): Log {
  const write = (level: keyof typeof ranks, message: string, fields: LogFields = {}): void => {
    if (ranks[level] < ranks[options.level]) return;
    const line = JSON.stringify({ time: new Date(options.now()).toISOString(), level, message, ...fields });
    options.write(`${options.redact(line)}\n`);
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}
