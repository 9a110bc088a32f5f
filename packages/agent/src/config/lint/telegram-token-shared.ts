import { formatPath, type Path } from '../tree.ts';
import { type Finding, isEnabled, type LintInput, type LintRule, secretIdentity, treeAt } from './rule.ts';

/**
 * Incident class 15, Telegram conflict (`409: Conflict: terminated by other getUpdates`): two accounts that poll with one
 * token take each other's messages away. The same token may stand behind different references.
 */
export const telegramTokenShared: LintRule = {
  name: 'telegram_token_shared',
  severity: 'error',
  find(input) {
    const first = new Map<string, Path>();
    const found: Finding[] = [];
    for (const { path, identity } of pollers(input)) {
      const other = first.get(identity);
      if (other === undefined) first.set(identity, path);
      else {
        found.push({
          path,
          message: `This is the same bot as ${formatPath(other)}; both would take each other’s messages away.`,
          next_step: 'Give each account a bot of its own, or switch one of them off.',
        });
      }
    }
    return found;
  },
};

/** Each enabled account with the token that it would poll with. */
function pollers(input: LintInput): { path: Path; identity: string }[] {
  const accounts = Object.keys(treeAt(input, 'channels', 'telegram', 'accounts'));
  // The account `default` falls back on what stands above the accounts, so both are one.
  const above: Path[] = accounts.includes('default') ? [] : [['channels', 'telegram']];
  const places = [...above, ...accounts.map((name): Path => ['channels', 'telegram', 'accounts', name])];
  return places
    .filter((place) => isEnabled(input, [...place, 'botToken']))
    .flatMap((place) => {
      const identity = ['botToken', 'tokenFile']
        .map((key) => secretIdentity(input, ...place, key))
        .find((one) => one !== null);
      return identity === undefined || identity === null ? [] : [{ path: [...place, 'botToken'], identity }];
    });
}
