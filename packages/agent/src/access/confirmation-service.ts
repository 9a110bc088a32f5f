import type { OpsPreview, OpsPreviewRequest } from '@moltbot-ops/sdk/types';
import type { ConfirmableAction } from './confirmable.ts';
import type { Principal } from './principal.ts';

export type ConfirmedAction = OpsPreviewRequest['action'];

/** The body of an operation that needs a confirmation. */
export interface ConfirmedBody {
  confirmation_token?: string | null | undefined;
}

export interface Confirmations {
  /** One that is there already is replaced. */
  register<Params extends object>(action: ConfirmableAction<Params>): void;
  /** `params` has passed the contract of the operation, defaults included, and holds no token. */
  preview(action: ConfirmedAction, params: object, principal: Principal): Promise<OpsPreview>;
  /**
   * Judges the token in the operation's own body and answers with the parameters that were kept at the preview; those are
   * what may be run. Throws `confirmation_required`, `confirmation_expired`, `confirmation_spent`, `confirmation_mismatch`
   * or `state_changed`; each refusal is noted in the ledger.
   */
  redeem<Body extends ConfirmedBody>(request: {
    action: ConfirmedAction;
    body: Body;
    principal: Principal;
  }): Promise<Omit<Body, 'confirmation_token'>>;
}
