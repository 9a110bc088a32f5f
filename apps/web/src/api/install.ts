// The offline shell. It keeps the console's own files, never an answer of the agent, and asks before it replaces itself.
import { createStore } from '../util/store.ts';

/** Set when a newer console is ready; calling it reloads into it. */
export const updateReady = createStore<{ apply(): void } | null>(null);

const settle_ms = 5000;

/** Registers the worker once the page has settled: it must not compete with what the operator came for. */
export function watchForUpdate(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const settle = () => setTimeout(() => void register().catch(() => undefined), settle_ms);
  if (document.readyState === 'complete') settle();
  else window.addEventListener('load', settle);
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register('/sw.js');
  const offer = (worker: ServiceWorker | null) => {
    // Without a controller this is the first installation, and there is nothing to replace.
    if (worker && navigator.serviceWorker.controller) updateReady.set({ apply: () => replaceWith(worker) });
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') offer(worker);
    });
  });
}

function replaceWith(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
  worker.postMessage({ type: 'SKIP_WAITING' });
}
