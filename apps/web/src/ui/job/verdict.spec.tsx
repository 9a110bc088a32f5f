// @vitest-environment jsdom
import type { Job, JobStep } from '@moltbot-ops/sdk/types';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render as renderAlone, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { CancelJob } from './CancelJob.tsx';
import { JobTimeline } from './JobTimeline.tsx';
import { JobVerdict } from './JobVerdict.tsx';

afterEach(cleanup);

/** Draws it where links lead somewhere. */
function render(drawn: ReactNode) {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  renderAlone(<RouterContextProvider router={router}>{drawn}</RouterContextProvider>);
}

const step = (title: string, state: JobStep['state']): JobStep => ({
  step: title,
  title,
  state,
  attempt: 1,
  started_at: '2026-03-14T12:00:00Z',
  finished_at: null,
  evidence: [],
});
const job = (state: Job['state'], more: Partial<Job> = {}): Job => ({
  job_id: 'job_12345678',
  kind: 'install_ssh',
  title: 'Install the gateway',
  state,
  host: 'ops@vps.example.org:22',
  created_at: '2026-03-14T12:00:00Z',
  started_at: '2026-03-14T12:00:00Z',
  finished_at: null,
  steps_done: 1,
  steps_total: 2,
  steps: [step('Write a configuration', 'done'), step('Start it', 'pending')],
  cancellable: true,
  error: null,
  remains: [],
  result: null,
  ...more,
});

describe('JobVerdict', () => {
  it('claims nothing of a machine where nobody was signed in to take anything back', () => {
    render(<JobVerdict job={job('interrupted', { finished_at: '2026-03-14T12:01:00Z' })} />);
    const text = document.body.textContent;
    expect(text).toContain('nobody was signed in');
    expect(text).toContain('Nothing that the agent knows of.');
    expect(text).not.toContain('as it was before');
    expect(text).toContain('Run it again');
  });

  it('names what is left, and what could not be taken back', () => {
    const steps = [step('Write a configuration', 'undo_failed'), step('Start it', 'failed')];
    render(<JobVerdict job={job('failed', { steps, remains: ['The folder `/x`.'] })} />);
    expect(screen.getByText('Not taken back').nextSibling?.textContent).toBe('Write a configuration');
    expect(screen.getByText('Left behind').nextSibling?.textContent).toBe('The folder /x.');
  });
});

describe('CancelJob', () => {
  const ask = (state: Job['state']) => {
    render(<CancelJob job={job(state)} onCancel={() => Promise.resolve()} />);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel…' }));
    return screen.getByRole('dialog').textContent;
  };

  it('promises to take back what the agent can reach', () => {
    expect(ask('running')).toContain('is taken back, the last first');
    expect(screen.getByRole('button', { name: 'Stop and take back' })).toBeTruthy();
  });

  it('promises nothing while nobody is signed in', () => {
    expect(ask('waiting')).toContain('nothing is taken back');
    expect(screen.queryByRole('button', { name: 'Stop and take back' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Stop it' })).toBeTruthy();
  });
});

it('JobTimeline leads from a job that waits to the one that it waits for', () => {
  const queued = job('queued', { waits_for: 'job_of_others' });
  render(<JobTimeline job={queued} output={[]} lines_total={0} lost={false} />);
  expect(screen.getByRole('link', { name: 'Another job' }).getAttribute('href')).toBe('/runs?job=job_of_others');
});
