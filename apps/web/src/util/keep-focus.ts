// When what has the focus goes away, the browser drops the focus to nowhere, and whoever uses the keyboard or a screen
// reader starts again at the top of the page. Here it goes to what is nearest of what stayed.

/** A list that draws only what is in sight takes rows away by itself; nobody left them. */
const own_rows = '.cfg-rows';
const landing = '[data-landing]';
const reachable = 'a[href], button, input:not([type="hidden"]), select, textarea, [tabindex]';

/** Watches the page below `root` until the answered function is called. */
export function keepFocus(root: HTMLElement): () => void {
  let way: HTMLElement[] = [];

  function remember({ target }: FocusEvent): void {
    way = [];
    for (let at = target instanceof HTMLElement ? target : null; at; at = at === root ? null : at.parentElement)
      way.push(at);
  }

  function forget(): void {
    way = [];
  }

  function mend(): void {
    const [lost] = way;
    if (!lost || lost.isConnected || document.activeElement !== document.body) return;
    const stayed = way.slice(1);
    way = [];
    if (stayed.some((one) => one.matches(own_rows))) return;
    for (const one of stayed) {
      const next = one.isConnected ? nearestIn(one) : null;
      if (next) return next.focus({ preventScroll: true });
    }
  }

  // A frame later: a page that moves the focus by itself has done so by then.
  const observer = new MutationObserver(() => {
    if (way[0] && !way[0].isConnected) requestAnimationFrame(mend);
  });
  observer.observe(root, { childList: true, subtree: true });
  root.addEventListener('focusin', remember);
  // Who points elsewhere has left; who points into a dialog over it has not.
  root.addEventListener('pointerdown', forget);
  return () => {
    observer.disconnect();
    root.removeEventListener('focusin', remember);
    root.removeEventListener('pointerdown', forget);
  };
}

/** The heading that says what is there now, else the first thing that can be used. */
function nearestIn(place: HTMLElement): HTMLElement | null {
  return place.querySelector<HTMLElement>(landing) ?? place.querySelector<HTMLElement>(reachable);
}
