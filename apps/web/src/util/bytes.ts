const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes → a figure of about three digits and its decimal unit: `{ value: '46.2', unit: 'GB' }`. */
export function splitBytes(bytes: number): { value: string; unit: string } {
  let rest = Math.max(0, bytes);
  let step = 0;
  while (rest >= 999.5 && step < units.length - 1) {
    rest /= 1000;
    step += 1;
  }
  const digits = step === 0 || rest >= 99.95 ? 0 : 1;
  const value = rest.toFixed(digits).replace(/\.0$/, '');
  return { value, unit: units[step] ?? 'B' };
}

/** Bytes → `46.2 GB`. */
export function bytesWords(bytes: number): string {
  const { value, unit } = splitBytes(bytes);
  return `${value} ${unit}`;
}
