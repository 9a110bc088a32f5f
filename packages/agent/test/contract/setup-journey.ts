import { expect } from 'vitest';
import type { Journey } from './journeys.ts';

export const setupJourney: Journey = {
  title: 'the wizard from its first page, and its report',
  async walk({ call }) {
    const now = async () => (await call('setupGet')).json as { revision: number; step: string };
    await call('setupUpdate', { body: { revision: (await now()).revision, start_over: true } });
    expect((await call('setupReport')).status).toBe(404);
    const { revision } = await now();
    const choice = { place: 'local', method: 'npm' };
    const moved = await call('setupUpdate', { body: { revision, choice, step: 'prerequisites' } });
    expect(moved).toMatchObject({ status: 200, json: { revision: revision + 1, step: 'prerequisites' } });
    const late = await call('setupUpdate', { body: { revision, step: 'choose' } });
    expect(late).toMatchObject({ status: 409, json: { code: 'setup_moved' } });
    const early = await call('setupUpdate', { body: { revision: revision + 1, step: 'report' } });
    expect(early).toMatchObject({ status: 409, json: { code: 'setup_step_unreachable' } });
    expect(await call('setupReport')).toMatchObject({ status: 200, json: { sections: expect.any(Array) } });
  },
};
