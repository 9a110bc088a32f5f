/** One measured figure beside its budget. */
export interface Figure {
  name: string;
  /** What was measured, with its unit, for people. */
  measured: string;
  /** The figure that the budget is about: a ratio, a percentage, milliseconds or kilobytes. */
  value: number;
  budget: number;
  /** Which side of the budget is good. */
  better: 'lower' | 'higher';
  unit: '×' | '%' | 'ms' | 'KB' | 'points';
}

/** A measurement that could not be made, and why. It breaks no budget and is printed as such. */
export interface Missing {
  name: string;
  missing: string;
}

export type Result = Figure | Missing;

export function isWithinBudget(figure: Figure): boolean {
  return figure.better === 'lower' ? figure.value <= figure.budget : figure.value >= figure.budget;
}

/** The middle value; of an even count, the mean of the middle two. Throws on an empty list. */
export function median(values: readonly number[]): number {
  return (
    (percentile(values, 0.5) +
      -percentile(
        values.map((value) => -value),
        0.5,
      )) /
    2
  );
}

/** The smallest value that at least the given share of the values do not exceed. Throws on an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/** The table that the run prints, one figure a line. */
export function formatResults(results: readonly Result[]): string[] {
  const rows = results.map((result) => {
    if ('missing' in result) return ['–', result.name, 'not measured', '', result.missing];
    const sign = result.better === 'lower' ? '≤' : '≥';
    return [
      isWithinBudget(result) ? '✓' : '✗',
      result.name,
      `${formatNumber(result.value)} ${result.unit}`,
      `${sign} ${formatNumber(result.budget)} ${result.unit}`,
      result.measured,
    ];
  });
  const cells = [['', 'FIGURE', 'VALUE', 'BUDGET', 'MEASURED'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function formatNumber(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2);
}
