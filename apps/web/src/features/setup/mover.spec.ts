import { ApiError } from '@moltbot-ops/sdk';
import type { SetupState, SetupStep, SetupUpdateRequest } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { createMover } from './mover.ts';

const stateAt = (revision: number, step: SetupStep): SetupState => ({
  revision,
  step,
  furthest_step: step,
  choice: null,
  install_job_id: null,
  apply_job_id: null,
  draft: null,
  completed_at: null,
  updated_at: '2026-03-14T12:00:00Z',
});

/** An agent that keeps one wizard, as strict about revisions as the real one. */
function makeAgent() {
  const agent = { held: stateAt(1, 'choose'), asked: [] as SetupUpdateRequest[], refuse: null as ApiError | null };
  let known: SetupState | undefined = agent.held;
  const mover = createMover({
    known: () => known,
    keep: (state) => {
      known = state;
    },
    read: async () => agent.held,
    async update(change) {
      agent.asked.push(change);
      if (agent.refuse) throw agent.refuse;
      if (change.revision !== agent.held.revision) throw new ApiError(409, { code: 'setup_moved', message: 'moved' });
      agent.held = { ...stateAt(agent.held.revision + 1, change.step ?? agent.held.step), draft: change.draft ?? null };
      return agent.held;
    },
  });
  return { agent, mover, known: () => known };
}

describe('the mover', () => {
  it('bases each change on the one before it, however fast they come', async () => {
    const { agent, mover, known } = makeAgent();
    const moved = await Promise.all([
      mover.move({ draft: { a: 1 } }),
      mover.move({ draft: { a: 2 } }),
      mover.move({ step: 'validate' }),
    ]);
    expect(moved).toEqual([true, true, true]);
    expect(agent.asked.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(known()?.step).toBe('validate');
    expect(mover.state.get()).toEqual({ moving: false, raced: false, error: null });
  });

  it('shows where somebody else moved it, forces nothing, and goes on from there', async () => {
    const { agent, mover, known } = makeAgent();
    agent.held = stateAt(7, 'install');
    expect(await mover.move({ step: 'prerequisites' })).toBe(false);
    expect(known()).toEqual(stateAt(7, 'install'));
    expect(mover.state.get().raced).toBe(true);
    expect(await mover.move({ step: 'configure' })).toBe(true);
    expect(mover.state.get().raced).toBe(false);
  });

  it('goes on by itself where the agent only noted a check or a job meanwhile', async () => {
    const { agent, mover, known } = makeAgent();
    agent.held = { ...stateAt(2, 'choose'), install_job_id: 'job_12345678' };
    expect(await mover.move({ step: 'prerequisites' })).toBe(true);
    expect(mover.state.get().raced).toBe(false);
    expect(known()?.step).toBe('prerequisites');
  });

  it('is not busy while a draft is only being kept, so that nobody waits for it to go on', async () => {
    const { mover } = makeAgent();
    const kept = mover.move({ draft: { a: 1 } });
    expect(mover.state.get().moving).toBe(false);
    const moved = mover.move({ step: 'validate' });
    expect(mover.state.get().moving).toBe(true);
    expect(await Promise.all([kept, moved])).toEqual([true, true]);
    expect(mover.state.get().moving).toBe(false);
  });

  it('says why a move was refused and stays where it was', async () => {
    const { agent, mover, known } = makeAgent();
    agent.refuse = new ApiError(409, { code: 'setup_step_unreachable', message: 'Not yet.' });
    expect(await mover.move({ step: 'report' })).toBe(false);
    expect(mover.state.get().error?.code).toBe('setup_step_unreachable');
    expect(known()?.step).toBe('choose');
    mover.putAside();
    expect(mover.state.get().error).toBeNull();
  });

  it('notices another screen, but not the echo of its own moves', async () => {
    const { mover } = makeAgent();
    mover.notice(stateAt(1, 'choose'));
    await mover.move({ step: 'prerequisites' });
    mover.notice(stateAt(2, 'prerequisites'));
    mover.notice(stateAt(1, 'choose'));
    expect(mover.state.get().raced).toBe(false);
    mover.notice(stateAt(3, 'install'));
    expect(mover.state.get().raced).toBe(true);
  });
});
