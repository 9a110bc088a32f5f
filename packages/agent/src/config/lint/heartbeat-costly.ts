import type { Path } from '../tree.ts';
import { type Finding, type LintInput, type LintRule, textAt, treeAt } from './rule.ts';

const minutes_min = 5;

/** Incident class 25, cost runaway (a heartbeat on an idle session): each beat is a question to the model that costs money. */
export const heartbeatCostly: LintRule = {
  name: 'heartbeat_costly',
  severity: 'warning',
  find: (input) => [
    ...judge(input, ['agents', 'defaults']),
    ...Object.keys(treeAt(input, 'agents', 'entries')).flatMap((name) => judge(input, ['agents', 'entries', name])),
  ],
};

function judge(input: LintInput, place: Path): Finding[] {
  const path = [...place, 'heartbeat', 'every'];
  const minutes = readMinutes(textAt(input, ...path));
  if (minutes === null || minutes === 0 || minutes >= minutes_min) return [];
  return [
    {
      path,
      message: `The model would be asked every ${Math.round(minutes * 60)} seconds, day and night.`,
      next_step: `Set \`every\` to \`30m\` or more, or to \`0m\` for no heartbeat.`,
    },
  ];
}

const unitMinutes: Record<string, number> = { ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60, d: 1_440 };

function readMinutes(text: string | null): number | null {
  const [, count, unit = 'm'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(text ?? '') ?? [];
  return count === undefined ? null : Number(count) * (unitMinutes[unit] ?? 1);
}
