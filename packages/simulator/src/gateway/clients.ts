// Those who are connected: what goes out to them, and what each may read.
import type { WebSocket } from 'ws';
import { buildHealth } from './facts.ts';
import type { GatewayState } from './state.ts';

/** Sends an event to every client that is connected, numbered per client. */
export function broadcast(state: GatewayState, event: string, payload: unknown, scope?: string): void {
  for (const client of state.clients) {
    if (scope && !hasScope(client.scopes, scope)) continue;
    client.sequence += 1;
    send(client.socket, { type: 'event', event, payload, seq: client.sequence });
  }
}

/** Sends the health to all who may read it: from time to time, and when somebody new finds it old. */
export function tellHealth(state: GatewayState): void {
  state.health_told_ms = state.clock.now();
  broadcast(state, 'health', buildHealth(state), 'operator.read');
}

/** Admin may everything; write includes read. */
export function hasScope(scopes: readonly string[], scope: string): boolean {
  if (scopes.includes(scope) || scopes.includes('operator.admin')) return true;
  return scope === 'operator.read' && scopes.includes('operator.write');
}

export function send(socket: WebSocket, frame: unknown): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
}
