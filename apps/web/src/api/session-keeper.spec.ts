import { ApiError } from '@moltbot-ops/sdk';
import type { Session } from '@moltbot-ops/sdk/types';
import { describe, expect, it, vi } from 'vitest';
import { createSessionKeeper, type SessionPorts } from './session-keeper.ts';

function sessionNamed(csrf_token: string): Session {
  const device = {
    device_id: 'dev_a',
    name: 'a',
    role: 'owner' as const,
    created_at: '',
    last_seen_at: null,
    revoked_at: null,
    current: true,
  };
  return { device, csrf_token, expires_in_seconds: 900 };
}

/** One browser: a cookie jar with one refresh token that works once, and tabs that share it. */
function browser() {
  let renewals = 0;
  let token = 0;
  let spent = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const timers: Array<{ ms: number; callback: () => void }> = [];
  const ports = (): SessionPorts => ({
    readSession: async () => (token > 0 ? sessionNamed(`csrf-${token}`) : Promise.reject(refusal('token_expired'))),
    renewSession: async () => {
      const seen = token;
      await Promise.resolve();
      if (seen !== token) {
        spent += 1;
        throw refusal('refresh_token_invalid');
      }
      token += 1;
      return sessionNamed(`csrf-${token}`);
    },
    withLock: (work) => {
      const turn = queue.then(work, work);
      queue = turn.catch(() => undefined);
      return turn;
    },
    readRenewals: () => renewals,
    writeRenewals: (count) => {
      renewals = count;
    },
    after: (ms, callback) => {
      const timer = { ms, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  return { ports, timers, renewed: () => token, spentTwice: () => spent };
}

const refusal = (code: string) => new ApiError(401, { code, message: code });

describe('renewing a session', () => {
  it('spends the refresh token once when two tabs need it at the same moment', async () => {
    const shared = browser();
    const first = createSessionKeeper(shared.ports());
    const second = createSessionKeeper(shared.ports());
    await expect(Promise.all([first.renew(), second.renew()])).resolves.toEqual([true, true]);
    expect(shared.renewed()).toBe(1);
    expect(shared.spentTwice()).toBe(0);
    expect(second.state.get()).toMatchObject({ phase: 'in', session: { csrf_token: 'csrf-1' } });
  });
  it('runs once for many requests of one tab', async () => {
    const shared = browser();
    const keeper = createSessionKeeper(shared.ports());
    await Promise.all([keeper.renew(), keeper.renew(), keeper.renew()]);
    expect(shared.renewed()).toBe(1);
  });
  it('happens a minute before the credential runs out', async () => {
    const shared = browser();
    const keeper = createSessionKeeper(shared.ports());
    await keeper.renew();
    expect(shared.timers.map((timer) => timer.ms)).toEqual([840_000]);
  });
  it('signs out with the reason when the agent refuses', async () => {
    const keeper = createSessionKeeper({
      ...browser().ports(),
      renewSession: () => Promise.reject(refusal('session_ended')),
    });
    await expect(keeper.renew()).resolves.toBe(false);
    expect(keeper.state.get()).toEqual({ phase: 'out', reason: 'session_ended' });
  });
  it('keeps the session when the agent does not answer', async () => {
    const ports = {
      ...browser().ports(),
      renewSession: () => Promise.reject(new ApiError(0, { code: 'unreachable', message: '' })),
    };
    const keeper = createSessionKeeper(ports);
    keeper.accept(sessionNamed('csrf-0'));
    await expect(keeper.renew()).rejects.toMatchObject({ code: 'unreachable' });
    expect(keeper.state.get().phase).toBe('in');
  });
});

describe('loading a session', () => {
  it('renews when the access cookie is gone but the refresh cookie is good', async () => {
    const keeper = createSessionKeeper(browser().ports());
    await keeper.load();
    expect(keeper.state.get().phase).toBe('in');
  });
  it('is unreachable, not signed out, when nothing answers', async () => {
    const readSession = vi.fn<SessionPorts['readSession']>(() =>
      Promise.reject(new ApiError(0, { code: 'unreachable', message: 'down' })),
    );
    const keeper = createSessionKeeper({ ...browser().ports(), readSession });
    await keeper.load();
    expect(keeper.state.get()).toEqual({ phase: 'unreachable', message: 'down' });
  });
});
