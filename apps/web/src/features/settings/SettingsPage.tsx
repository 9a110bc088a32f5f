import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { keeper } from '../../api/client.ts';
import { Page } from '../../ui/Page.tsx';
import { useStore } from '../../util/store.ts';
import { About } from './About.tsx';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { Devices } from './Devices.tsx';
import './settings.css';

const ApproveDialog = lazy(() => import('./ApproveDialog.tsx').then((module) => ({ default: module.ApproveDialog })));
const InviteDialog = lazy(() => import('./InviteDialog.tsx').then((module) => ({ default: module.InviteDialog })));

/** Who may come in, how the console looks, and what the agent says of itself. */
export function SettingsPage() {
  const { open } = useSearch({ from: '/signed/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const session = useStore(keeper.state);
  const device = session.phase === 'in' ? session.session.device : null;
  const close = () => void navigate({ search: {}, replace: true });
  const isOwner = device?.role === 'owner';
  return (
    <Page title="Settings" measure="text">
      <Devices device={device} onOpen={(task) => void navigate({ search: { open: task } })} />
      <AppearanceSettings />
      <About />
      <Suspense>
        {isOwner && open === 'approve' && <ApproveDialog onClose={close} />}
        {isOwner && open === 'invite' && <InviteDialog onClose={close} />}
      </Suspense>
    </Page>
  );
}
