import type { Impact, OpsPreviewRequest, StatusReason } from '@moltbot-ops/sdk/types';
import type { Principal } from './principal.ts';

/** What one look at the target found: the impact to show, and the state that the confirmation is bound to. */
export interface Outlook {
  impact: Impact;
  /** Why it cannot be done now; none means that a token is minted. */
  blockers: StatusReason[];
  /** Names the observed target state; another one at redemption refuses the token. */
  state_key: string;
}

/** An action that needs a confirmation. Features register theirs; `params` is the operation's own body without token. */
export interface ConfirmableAction<Params> {
  action: OpsPreviewRequest['action'];
  /** Looks at the present state and changes nothing. Called at the preview and again when the token is redeemed. */
  look(params: Params, principal: Principal): Promise<Outlook>;
}
