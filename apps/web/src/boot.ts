// What the browser runs first, and as little as can be: the words of `index.html` are painted before anything heavy is
// compiled, and what is heavy comes in pieces, so that no piece holds the page up. Nothing is asked of the agent here.
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/surfaces.css';
import './ui/layers.css';
import './ui/ribbon/ribbon.css';
import './features/shell/shell.css';
import './features/overview/overview.css';
import './features/pair/pair.css';

/** After the next painted frame; at once where nothing is painted, as in a tab opened behind another. */
function painted(): Promise<void> {
  if (document.visibilityState === 'hidden') return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function boot(): Promise<void> {
  await painted();
  await import('react-dom/client');
  await painted();
  await import('./main.tsx');
}

void boot();
