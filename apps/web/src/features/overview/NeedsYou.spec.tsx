// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import { cleanup, render as renderAlone, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { ReasonCard, toneOfReason } from './NeedsYou.tsx';

afterEach(cleanup);

/** Draws it where links lead somewhere. */
function render(drawn: ReactNode) {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  renderAlone(<RouterContextProvider router={router}>{drawn}</RouterContextProvider>);
}

describe('ReasonCard', () => {
  it('shows what was seen, the next step, its commands to copy and the evidence', () => {
    const reason = {
      code: 'config_invalid',
      message: 'The gateway refuses its configuration.',
      next_step: 'Mend it, then `openclaw config validate`.',
      evidence: ['Invalid config at gateway.port', 'exit code 78'],
    };
    render(<ReasonCard reason={reason} tone="bad" />);
    expect(screen.getByRole('heading').textContent).toBe(reason.message);
    expect(screen.getAllByText('openclaw config validate')).toHaveLength(2);
    expect(document.querySelector('pre')?.textContent).toContain('exit code 78');
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Copy', 'Copy evidence']);
  });
  it('shows hostile text as text', () => {
    const hostile = '<img src=x onerror=alert(1)> \u202Egnp.exe';
    render(
      <ReasonCard reason={{ code: 'x', message: hostile, next_step: hostile, evidence: [hostile] }} tone="warn" />,
    );
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByRole('heading').textContent).toBe(hostile);
  });
  it('offers nothing to copy when there is neither command nor evidence', () => {
    render(<ReasonCard reason={{ code: 'x', message: 'a', next_step: 'b' }} tone="warn" />);
    expect(screen.queryByRole('button')).toBeNull();
  });
  it('leads to the runbook of its code', () => {
    render(<ReasonCard reason={{ code: 'disk_full', message: 'a', next_step: 'b' }} tone="warn" />);
    expect(screen.getByRole('link').getAttribute('href')).toBe('/help?runbook=disk_full');
  });
});

it('toneOfReason makes nothing look graver than the state is', () => {
  expect(toneOfReason('bad', 0)).toBe('bad');
  expect(toneOfReason('bad', 1)).toBe('warn');
  expect(toneOfReason('ok', 0)).toBe('idle');
});
