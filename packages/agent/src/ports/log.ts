/** The agent's own structured log. Every line passes the redactor before it is written. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Flat facts of one log line; `snake_case` names, units last. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;
