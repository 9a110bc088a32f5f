import type { ConfigField } from '@moltbot-ops/sdk/types';
import type { Path } from './tree.ts';

/** Of every editor of one field. */
export interface EditorProps {
  /** Of the control itself; `${id}-name` names it, `${id}-problems` says what is wrong. */
  id: string;
  path: Path;
  field: ConfigField;
  value: unknown;
  name: string;
}

/** What is typed becomes a number where one is wanted and it is one; the check says so where it is not. */
export function readScalar(type: ConfigField['type'], text: string): string | number {
  if (type !== 'number' && type !== 'integer') return text;
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : text;
}
