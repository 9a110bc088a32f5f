import { type LintRule, textAt } from './rule.ts';

/**
 * Incident class 5, version skew (`this OpenClaw binary (A) is older than the config last written by`): an older program
 * does not know what a newer one wrote, and refuses to act on the service.
 */
export const writtenByNewerVersion: LintRule = {
  name: 'written_by_newer_version',
  severity: 'warning',
  find(input) {
    const written_by = textAt(input, 'meta', 'lastTouchedVersion');
    if (written_by === null || input.version === null || compareVersions(written_by, input.version) <= 0) return [];
    return [
      {
        path: ['meta', 'lastTouchedVersion'],
        message: `It was last written by ${written_by.slice(0, 40)}, and the gateway here is ${input.version}.`,
        next_step: 'Upgrade the gateway, or look through what the newer version added.',
      },
    ];
  },
};

/** By the numbers of both, one after the other; what is not a number counts as none. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let at = 0; at < 4; at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
