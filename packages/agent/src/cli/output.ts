// What the commands print: text for people on stdout, JSON where asked for, problems on stderr.
import { styleText } from 'node:util';
import { toInert, toInertJson } from './inert.ts';

export interface Output {
  /** Whether `--json` was asked for; text is then for stderr only. */
  readonly json: boolean;
  /** Whether a person sees stdout at once. */
  readonly is_terminal: boolean;
  /** One line for people; nothing under `--json`. */
  line(text?: string): void;
  /** The result for programs; nothing without `--json`. */
  result(value: unknown): void;
  /** A problem, on stderr in either form. */
  problem(code: string, message: string): void;
}

/** Prints to this process's own stdout and stderr. */
export function createOutput(json: boolean): Output {
  return {
    json,
    is_terminal: process.stdout.isTTY === true,
    line(text = '') {
      if (!json) process.stdout.write(`${text}\n`);
    },
    result(value) {
      if (json) process.stdout.write(`${toInertJson(value)}\n`);
    },
    problem(code, message) {
      process.stderr.write(json ? `${toInertJson({ code, message })}\n` : `${toInert(message)}\n`);
    },
  };
}

type Tone = 'ok' | 'warning' | 'error' | 'strong' | 'quiet';

const styles = { ok: 'green', warning: 'yellow', error: 'red', strong: 'bold', quiet: 'dim' } as const;

/** Colours text where the terminal and NO_COLOR allow it. */
export function tint(tone: Tone, text: string): string {
  return styleText(styles[tone], text, { stream: process.stdout });
}

/** Rows in columns, padded to the widest cell; every cell is made inert. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [header, ...rows.map((row) => row.map(toInert))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `93784` → `1 d 2 h`; two units at most. */
export function formatDuration(seconds: number): string {
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ];
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.join(' ') || '0 s';
}
