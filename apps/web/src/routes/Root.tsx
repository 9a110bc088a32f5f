import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { queryClient } from '../api/queries.ts';
import { Toaster } from '../ui/Toast.tsx';

/** Under everything: the cache, the messages, and no style elements made at run time (the policy refuses them). */
export function Root() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Outlet />
        <Toaster />
      </QueryClientProvider>
    </CSPProvider>
  );
}
