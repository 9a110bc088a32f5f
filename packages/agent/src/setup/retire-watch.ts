import type { Evidence } from '@moltbot-ops/sdk/types';
import { describeLeftLine } from '../gateway/left-lines.ts';
import type { PlanStep, StepContext } from '../jobs/plan.ts';
import { nameTarget } from '../ports/ssh.ts';
import { readAuthorizedKeys, writeAuthorizedKeys } from './authorized-keys.ts';
import type { SshInstallDeps, SshInstallParams } from './ssh-install-request.ts';
import { removeLine } from './watch-line.ts';

type Context = StepContext<SshInstallParams>;
type Deps = Pick<SshInstallDeps, 'held' | 'former' | 'left'>;

/**
 * Lines of the agent's own former keys go where this connection reaches them; a line on another machine stays, and the
 * step says which one and where. Lines of other agents are none of its business.
 */
export function retireWatch(deps: Deps): PlanStep<SshInstallParams> {
  return {
    step: 'retire_watch',
    title: 'Take back former ways of watching',
    cancel: 'after',
    async check(context) {
      const { own, elsewhere } = await findFormer(deps, context);
      if (own.length > 0) return null;
      return elsewhere.length > 0 ? elsewhere : [{ label: 'former watching', value: 'none on this machine' }];
    },
    async run(context) {
      const { own, elsewhere, keys, present } = await findFormer(deps, context);
      // The one that watches now comes back should a later step fail; the others let nobody in.
      const retired_line = keys.text.split('\n').find((line) => present && line.includes(present.public_key)) ?? null;
      await context.remember({ retired_keys: own, retired_line });
      await writeAuthorizedKeys(context.host, keys, own.reduce(removeLine, keys.text));
      return [{ label: 'removed', value: `${keys.path}: ${own.length} former line(s) of this agent` }, ...elsewhere];
    },
    async undo({ facts, host }) {
      const { retired_line } = facts;
      const keys = await readAuthorizedKeys(host);
      if (typeof retired_line !== 'string' || keys.text.includes(retired_line)) return [];
      const gap = keys.text === '' || keys.text.endsWith('\n') ? '' : '\n';
      await writeAuthorizedKeys(host, keys, `${keys.text}${gap}${retired_line}\n`);
      return [{ label: 'put back', value: `${keys.path}: the line that watches as before` }];
    },
  };
}

/** Keys of this agent in the account's file, but for the one that this installation brings; and what is out of reach. */
async function findFormer({ held, former, left }: Deps, { facts, host, params }: Context) {
  const next = (await held.readCandidate(String(facts.watch_candidate)))?.key.public_key;
  const present = await former.present();
  const known = [...left.list(), ...(present ? [present] : [])].map(({ public_key }) => public_key);
  const keys = await readAuthorizedKeys(host);
  const isThere = (key: string) => key !== next && removeLine(keys.text, key) !== keys.text;
  const own = [...new Set(known)].filter(isThere);
  const is_elsewhere =
    present !== null &&
    present.public_key !== next &&
    !own.includes(present.public_key) &&
    nameTarget(present.machine) !== nameTarget(params.target);
  const elsewhere: Evidence[] = is_elsewhere ? [{ label: 'stays elsewhere', value: describeLeftLine(present) }] : [];
  return { keys, own, present, elsewhere };
}
