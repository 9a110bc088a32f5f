import { Navigate, Outlet } from '@tanstack/react-router';
import { keeper, wasPaired } from '../api/client.ts';
import { Shell } from '../features/shell/Shell.tsx';
import { useStore } from '../util/store.ts';

/** Places behind pairing. An agent that does not answer shows the last known state to those who were paired. */
export function Signed() {
  const session = useStore(keeper.state);
  if (session.phase === 'out') return <Navigate to="/pair" replace />;
  if (session.phase === 'unreachable' && !wasPaired()) return <Navigate to="/pair" replace />;
  return (
    <Shell>
      <Outlet />
    </Shell>
  );
}
