import type { Path } from '../tree.ts';
import { type Finding, isEnabled, type LintInput, type LintRule, listAt, textAt, treeAt } from './rule.ts';

/** Incident class 25, cost runaway: who may write to the assistant may spend its owner's money and ask for what it knows. */
export const openDmPolicy: LintRule = {
  name: 'open_dm_policy',
  severity: 'warning',
  find: (input) =>
    Object.keys(treeAt(input, 'channels')).flatMap((channel) => [
      ...judge(input, ['channels', channel]),
      ...Object.keys(treeAt(input, 'channels', channel, 'accounts')).flatMap((account) =>
        judge(input, ['channels', channel, 'accounts', account]),
      ),
    ]),
};

function judge(input: LintInput, place: Path): Finding[] {
  const path = [...place, 'dmPolicy'];
  const open = textAt(input, ...path) === 'open' && listAt(input, ...place, 'allowFrom').includes('*');
  if (!open || !isEnabled(input, path)) return [];
  return [
    {
      path,
      message: 'Anybody who finds this account may talk to the assistant, and have it work.',
      next_step: 'Set it to `pairing` or `allowlist`.',
    },
  ];
}
