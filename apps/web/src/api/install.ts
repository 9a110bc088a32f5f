// The offline shell. It keeps the console's own files, never an answer of the agent, and asks before it replaces itself.
import { createStore } from '../util/store.ts';

/** Set when a newer console is ready; calling it reloads into it. */
export const updateReady = createStore<{ apply(): void } | null>(null);

export function watchForUpdate(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    void import('virtual:pwa-register').then(({ registerSW }) => {
      const apply = registerSW({ onNeedRefresh: () => updateReady.set({ apply: () => void apply(true) }) });
    });
  });
}
