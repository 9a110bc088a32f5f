import { Navigate, Outlet } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { keeper, wasPaired } from '../api/client.ts';
import { Shell } from '../features/shell/Shell.tsx';
import { useStore } from '../util/store.ts';
import { rememberPlace } from '../util/wanted-place.ts';

/** Places behind pairing. An agent that does not answer shows the last known state to those who were paired. */
export function Signed() {
  const session = useStore(keeper.state);
  if (session.phase === 'out') return <ToPairing />;
  if (session.phase === 'unreachable' && !wasPaired()) return <ToPairing />;
  return (
    <Shell>
      <Outlet />
    </Shell>
  );
}

/** To the door; whoever comes in goes on to where they were going. */
function ToPairing() {
  // Of the address as it was on arrival: by the next one it is the door's own.
  useLayoutEffect(() => rememberPlace(window.location.pathname + window.location.search), []);
  return <Navigate to="/pair" replace />;
}
