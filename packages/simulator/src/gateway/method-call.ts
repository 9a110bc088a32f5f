// One call of a method: what it gets, what it may do, what it answers.
import type { GatewayError } from '../protocol/errors.ts';
import type { Client, GatewayState } from './state.ts';

export interface GatewayActions {
  /** Restarts in place; the answer of the request goes out first. */
  restart(reason: string): void;
  /** Applies what is on disk to the running gateway. */
  reload(changed_paths: string[]): void;
}

export type MethodResult = { payload: unknown; loud?: boolean; afterwards?: () => void } | { error: GatewayError };

export interface MethodCall {
  state: GatewayState;
  actions: GatewayActions;
  client: Client;
  params: Record<string, unknown>;
}
