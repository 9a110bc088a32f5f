// The console starts here: take a link's code off the address, find out who this browser is, open the line, draw.
// Nothing is asked of the agent on behalf of a browser that was never paired.
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/surfaces.css';
import './ui/layers.css';
import './ui/ribbon/ribbon.css';
import './features/shell/shell.css';
import './features/overview/overview.css';
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
if (element) createRoot(element).render(<RouterProvider router={router} />);
watchForUpdate();
