// What can be said of one value at once, before the agent is asked: kind, bounds, pattern, choices. Pure.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { isMask, referenceIn } from './mask.ts';
import { isTree } from './tree.ts';

/** What is wrong with the value, as a sentence; `null` when nothing is seen from here. */
export function checkValue(field: ConfigField, value: unknown): string | null {
  if (value === undefined || isMask(value) || (field.sensitive && referenceIn(value))) return null;
  switch (field.type) {
    case 'number':
    case 'integer':
      return checkNumber(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? null : 'On or off is needed here.';
    case 'enum':
      return !field.values || field.values.includes(value) ? null : `One of ${field.values.map(String).join(', ')}.`;
    case 'string':
      return checkText(field, value);
    case 'list':
      return Array.isArray(value) ? null : 'A list is needed here.';
    case 'map':
    case 'object':
      return isTree(value) ? null : 'An object is needed here.';
    case 'any':
      return null;
  }
}

function checkNumber(field: ConfigField, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'A number is needed here.';
  if (field.type === 'integer' && !Number.isInteger(value)) return 'A whole number is needed here.';
  const { minimum, maximum } = field;
  if (minimum !== undefined && maximum !== undefined && (value < minimum || value > maximum))
    return `From ${minimum} to ${maximum}.`;
  if (minimum !== undefined && value < minimum) return `Not below ${minimum}.`;
  if (maximum !== undefined && value > maximum) return `Not above ${maximum}.`;
  return null;
}

function checkText(field: ConfigField, value: unknown): string | null {
  if (typeof value !== 'string') return 'Text is needed here.';
  if (field.pattern === undefined || value.includes('${')) return null;
  const pattern = compile(field.pattern);
  return !pattern || pattern.test(value) ? null : `It has to match ${field.pattern}`;
}

const compiled = new Map<string, RegExp | null>();

/** A pattern that this browser cannot read is left to the agent. */
function compile(source: string): RegExp | null {
  if (!compiled.has(source)) {
    try {
      compiled.set(source, new RegExp(source, 'u'));
    } catch {
      compiled.set(source, null);
    }
  }
  return compiled.get(source) ?? null;
}
