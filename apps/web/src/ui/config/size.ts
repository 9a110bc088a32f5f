// Sizes as people say them. The gateway counts a MB as 1,048,576 bytes, so the same is done here. Pure.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { readScalar } from './editor-props.ts';

export const sizeUnits = { bytes: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
export type SizeUnit = keyof typeof sizeUnits;

export function isSizeUnit(text: string): text is SizeUnit {
  return Object.hasOwn(sizeUnits, text);
}

/** Whether the field counts bytes, by its name: the schema does not say so otherwise. */
export function isSizeField(field: ConfigField): boolean {
  return (field.type === 'integer' || field.type === 'number') && /bytes$/i.test(field.path);
}

/** Bytes → the largest unit in which they are a number of two decimals at most; without loss. */
export function splitSize(bytes: number): { text: string; unit: SizeUnit } {
  for (const unit of ['GB', 'MB', 'KB'] as const) {
    const hundredths = (bytes / sizeUnits[unit]) * 100;
    if (Math.abs(bytes) >= sizeUnits[unit] && Number.isInteger(hundredths))
      return { text: String(hundredths / 100), unit };
  }
  return { text: String(bytes), unit: 'bytes' };
}

/** What was typed → whole bytes; what is no number stays as it was typed, for the check to say so. */
export function joinSize(text: string, unit: SizeUnit): number | string {
  const typed = readScalar('number', text);
  if (typeof typed === 'string') return typed;
  return unit === 'bytes' ? typed : Math.round(typed * sizeUnits[unit]);
}

/** `100 MB`. */
export function sizeWords(bytes: number): string {
  const { text, unit } = splitSize(bytes);
  return `${text} ${unit}`;
}
