import { flushSync } from 'react-dom';

/** Draws a change so that what bears the same `view-transition-name` before and after is seen to move there. At once where nothing may move. */
export function travel(change: () => void): void {
  const still =
    document.documentElement.dataset.motion === 'still' ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (still || typeof document.startViewTransition !== 'function') return change();
  document.startViewTransition(() => flushSync(change));
}
