import { useRouter } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { keeper } from '../../api/client.ts';
import { updateReady } from '../../api/install.ts';
import { Button } from '../../ui/Button.tsx';
import { keepFocus } from '../../util/keep-focus.ts';
import { useStore } from '../../util/store.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { BottomBar, Sidebar } from './Navigation.tsx';
import { useKeys } from './use-keys.ts';

const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })));
const KeysDialog = lazy(() => import('./KeysDialog.tsx').then((module) => ({ default: module.KeysDialog })));

/** The frame around every place behind pairing. */
export function Shell({ children }: { children: ReactNode }) {
  const [layer, setLayer] = useState<'palette' | 'keys' | null>(null);
  const session = useStore(keeper.state);
  const update = useStore(updateReady);
  const role = session.phase === 'in' ? session.session.device.role : 'viewer';
  useKeys({ role, openPalette: () => setLayer('palette'), openKeys: () => setLayer('keys') });
  useFocusOnArrival();
  const main = useRef<HTMLElement>(null);
  useEffect(() => (main.current ? keepFocus(main.current) : undefined), []);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Sidebar role={role} onSearch={() => setLayer('palette')} />
      <div className="shell-main">
        <ConnectionBanner />
        {update && (
          <div className="banner" data-tone="accent" role="status">
            <p>A newer console is ready.</p>
            <Button size="sm" onClick={update.apply}>
              Reload into it
            </Button>
          </div>
        )}
        <main id="main" tabIndex={-1} ref={main}>
          {children}
        </main>
      </div>
      <BottomBar role={role} onSearch={() => setLayer('palette')} />
      <Suspense>
        {layer === 'palette' && <Palette role={role} onClose={() => setLayer(null)} onKeys={() => setLayer('keys')} />}
        {layer === 'keys' && <KeysDialog role={role} onClose={() => setLayer(null)} />}
      </Suspense>
    </div>
  );
}

/** After a change of place the heading takes the focus, so that the keyboard and the screen reader arrive too. */
function useFocusOnArrival() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (!fromLocation || fromLocation.pathname === toLocation.pathname) return;
        document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
      }),
    [router],
  );
}
