// The console starts here: take a link's code off the address, find out who this browser is, open the line, draw.
// Nothing is asked of the agent on behalf of a browser that was never paired.
import { RouterProvider } from '@tanstack/react-router';
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { followSession, keeper, wasPaired } from './api/client.ts';
import { watchForUpdate } from './api/install.ts';
import { takeLinkCode } from './api/link-code.ts';
import { followLive, restoreLastKnown } from './api/live.ts';
import { router } from './routes/router.tsx';

takeLinkCode();
if (wasPaired()) restoreLastKnown();
followSession();
followLive();
if (wasPaired()) void keeper.load();
else keeper.forget(null);

const element = document.getElementById('root');
// As a transition: the first drawing yields to the browser instead of holding it until the last element stands.
if (element) startTransition(() => createRoot(element).render(<RouterProvider router={router} />));
watchForUpdate();
