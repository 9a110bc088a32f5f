import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { prefetchConfig } from '../api/config.ts';
import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import { PairPage } from '../features/pair/PairPage.tsx';
import { NotFound } from './NotFound.tsx';
import { Root } from './Root.tsx';
import { Signed } from './Signed.tsx';

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const pair = createRoute({
  getParentRoute: () => root,
  path: '/pair',
  component: PairPage, // with the Overview the only eager place: it is the first one a browser ever sees
});

const gallery = createRoute({
  getParentRoute: () => root,
  path: '/ui',
  component: lazyRouteComponent(() => import('../features/gallery/GalleryPage.tsx'), 'GalleryPage'),
});

const signed = createRoute({ getParentRoute: () => root, id: 'signed', component: Signed });

const overview = createRoute({ getParentRoute: () => signed, path: '/', component: OverviewPage });

const config = createRoute({
  getParentRoute: () => signed,
  path: '/gateway/config',
  // A reload finds the same page: the look before a change, or the job that makes it.
  validateSearch: (search): { step?: 'review'; job?: string } => ({
    ...(search.step === 'review' ? { step: search.step } : {}),
    ...(typeof search.job === 'string' && /^job_\w{1,60}$/.test(search.job) ? { job: search.job } : {}),
  }),
  // While the page itself is fetched, what it shows is on its way.
  loader: () => prefetchConfig(),
  component: lazyRouteComponent(() => import('../features/config/ConfigPage.tsx'), 'ConfigPage'),
});

const records = createRoute({
  getParentRoute: () => signed,
  path: '/records',
  // The one record that somebody wants to see.
  validateSearch: (search): { record?: string } =>
    typeof search.record === 'string' && /^aud_\w{1,60}$/.test(search.record) ? { record: search.record } : {},
  component: lazyRouteComponent(() => import('../features/audit/AuditPage.tsx'), 'AuditPage'),
});

const wizard = createRoute({
  getParentRoute: () => signed,
  path: '/wizard',
  component: lazyRouteComponent(() => import('../features/setup/SetupPage.tsx'), 'SetupPage'),
});

const runs = createRoute({
  getParentRoute: () => signed,
  path: '/runs',
  // One job, or the list of them.
  validateSearch: (search): { job?: string } => (typeof search.job === 'string' ? { job: search.job } : {}),
  component: lazyRouteComponent(() => import('../features/jobs/JobsPage.tsx'), 'JobsPage'),
});

export type SettingsTask = 'invite' | 'approve';

const settings = createRoute({
  getParentRoute: () => signed,
  path: '/settings',
  validateSearch: (search): { open?: SettingsTask } =>
    search.open === 'invite' || search.open === 'approve' ? { open: search.open } : {},
  component: lazyRouteComponent(() => import('../features/settings/SettingsPage.tsx'), 'SettingsPage'),
});

const help = createRoute({
  getParentRoute: () => signed,
  path: '/help',
  // The name of a runbook or the code of a reason; which of them exist, the place itself knows.
  validateSearch: (search): { runbook?: string } =>
    typeof search.runbook === 'string' ? { runbook: search.runbook } : {},
  component: lazyRouteComponent(() => import('../features/help/HelpPage.tsx'), 'HelpPage'),
});

/** What people type. These addresses are operations to a program, and places to a browser. */
const typed = ([from, to]: readonly [string, '/wizard' | '/runs' | '/gateway/config' | '/records']) =>
  createRoute({
    getParentRoute: () => root,
    path: from,
    beforeLoad: () => {
      throw redirect({ to, replace: true });
    },
  });
const typedAddresses = [
  ['/setup', '/wizard'],
  ['/jobs', '/runs'],
  ['/config', '/gateway/config'],
  ['/audit', '/records'],
] as const;

export const router = createRouter({
  routeTree: root.addChildren([
    pair,
    gallery,
    ...typedAddresses.map(typed),
    signed.addChildren([overview, config, wizard, runs, records, settings, help]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
