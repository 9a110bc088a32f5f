// What the steps of a gateway's life share: its state, its port, its timers, its voice and its end.
import type { LogLevel } from '../log/jsonl-log.ts';
import type { Listener } from './listener.ts';
import type { GatewayState } from './state.ts';

export interface GatewayRuntime {
  readonly state: GatewayState;
  /** Set once, while the gateway is put together. */
  listener: Listener;
  /** Set once, like the listener: the two ways back to the beginning. */
  boot(total_ms: number): void;
  restart(reason: string): void;
  say(
    message: string,
    options?: { subsystem?: string; level?: LogLevel; shown?: string; facts?: Record<string, unknown> },
  ): void;
  /** Does something after a while, unless the gateway moves on before. */
  later(delay_ms: number, step: () => void): void;
  /** Keeps a timer that ends with the present phase of life. */
  keep(cancel: () => void): void;
  cancelAll(): void;
  /** Ends the process with the given code. */
  finish(code: number): void;
  onExit(callback: (code: number) => void): void;
}

export function createRuntime(state: GatewayState): GatewayRuntime {
  const exits: ((code: number) => void)[] = [];
  let cancels: (() => void)[] = [];
  const keep = (cancel: () => void): void => {
    cancels.push(cancel);
  };
  const cancelAll = (): void => {
    for (const cancel of cancels) cancel();
    cancels = [];
  };
  return {
    state,
    boot: () => undefined,
    restart: () => undefined,
    listener: { open: async () => undefined, close: () => undefined },
    say(message, options = {}) {
      const { subsystem = 'gateway', level = 'INFO', shown, facts } = options;
      state.log.write({ level, subsystem, message, ...(shown ? { shown } : {}), ...(facts ? { facts } : {}) });
    },
    later: (delay_ms, step) => keep(state.clock.after(delay_ms, step)),
    keep,
    cancelAll,
    finish(code) {
      cancelAll();
      state.phase = 'stopped';
      for (const callback of exits) callback(code);
    },
    onExit: (callback) => void exits.push(callback),
  };
}

export const shutdownBudget =
  'drain=315000ms shutdown=325000ms reserve=10000ms exitMargin=5000ms; source=Gateway stop policy=330000ms';
