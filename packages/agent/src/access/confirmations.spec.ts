import type { StatusReason } from '@moltbot-ops/sdk/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { createTestRandom } from '../../test/support/services.ts';
import type { Outlook } from './confirmable.ts';
import type { Confirmations } from './confirmation-service.ts';
import { createConfirmations } from './confirmations.ts';
import type { Principal } from './principal.ts';

const device = (session_id: string): Principal => ({
  ...{ kind: 'device', device_id: 'dev_00000000', session_id, role: 'owner', via: 'cookie' },
});
const mine = device('ses_mine0000');
const other = device('ses_other000');
const host: Principal = { kind: 'host', role: 'owner' };
const params = { method: 'npm', channel: 'stable' };
const impact: Outlook['impact'] = {
  ...{ summary: 'It is installed.', host: 'this machine', changes: [], interrupts: null },
  ...{ duration_seconds: null, backup: null, undo: null },
};

let clock: FakeClock;
let confirmations: Confirmations;
let state_key: string;
let blockers: StatusReason[];
let refused: string[];
let looks: object[];
let endSession: (ended: { session_id: string }) => void;

beforeEach(() => {
  clock = createFakeClock();
  [state_key, blockers, refused, looks] = ['before', [], [], []];
  confirmations = createConfirmations({
    clock,
    random: createTestRandom('confirmations'),
    recordRefusal: ({ event, reason, actor }) => void refused.push(`${event} ${reason} ${actor}`),
    redact: (text) => text.replaceAll('hunter2', '[secret]'),
    onSessionEnded: (listener) => {
      endSession = listener;
      return () => {};
    },
  });
  confirmations.register({
    action: 'install_local',
    look: async (given) => {
      looks.push(given);
      return { impact, blockers, state_key };
    },
  });
});

async function mint(principal = mine, given: object = params): Promise<string> {
  const { confirmation_token } = await confirmations.preview('install_local', given, principal);
  return confirmation_token ?? 'none';
}
const redeem = (confirmation_token: string | null | undefined, body: object = params, principal = mine) =>
  confirmations.redeem({ action: 'install_local', body: { ...body, confirmation_token }, principal });
const refusal = (code: string) => expect.objectContaining({ code });

describe('a preview', () => {
  test('shows the impact and gives a token of 256 bits for two minutes', async () => {
    const preview = await confirmations.preview('install_local', params, mine);
    expect(preview).toMatchObject({ action: 'install_local', expires_in_seconds: 120, impact, blockers: [] });
    expect(preview.confirmation_token).toMatch(/^[\w-]{43}$/);
  });

  test('gives no token where something stands in the way', async () => {
    blockers = [{ code: 'port_taken', message: 'Taken.', next_step: 'Free it.' }];
    expect(await confirmations.preview('install_local', params, mine)).toMatchObject({ confirmation_token: null });
  });

  test('says what stands in the way without a secret in it', async () => {
    const words = 'GET https://me:hunter2@registry.example';
    blockers = [{ code: 'registry_refused', message: words, next_step: words, evidence: [words] }];
    const preview = await confirmations.preview('install_local', params, mine);
    expect(JSON.stringify(preview)).not.toContain('hunter2');
    expect(preview.blockers[0]?.code).toBe('registry_refused');
  });

  test('of what nobody offers is refused', async () => {
    await expect(confirmations.preview('config_apply', {}, mine)).rejects.toEqual(refusal('not_available_yet'));
  });
});

describe('a token', () => {
  test('lets exactly the kept request through, once', async () => {
    const token = await mint();
    expect(await redeem(token)).toEqual(params);
    await expect(redeem(token)).rejects.toEqual(refusal('confirmation_spent'));
    expect(refused).toEqual(['confirmation.refused confirmation_spent dev_00000000']);
  });

  test('has one winner in a race', async () => {
    const token = await mint();
    const tried = await Promise.allSettled(Array.from({ length: 20 }, () => redeem(token)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('gives what was kept, not what the caller changed afterwards in its own object', async () => {
    const given = { ...params };
    const token = await mint(mine, given);
    given.method = 'docker';
    expect(await redeem(token)).toEqual(params);
  });

  test.each([
    ['no token', null],
    ['an empty one', ''],
    ['a made-up one', 'x'.repeat(43)],
  ])('%s is refused', async (_what, token) => {
    await mint();
    await expect(redeem(token)).rejects.toEqual(refusal('confirmation_required'));
    expect(refused).toEqual(['confirmation.refused confirmation_required dev_00000000']);
  });

  test.each([
    ['another value', { ...params, method: 'brew' }],
    ['one member more', { ...params, port: 19_000 }],
    ['one member less', { method: 'npm' }],
    ['another type', { ...params, channel: ['stable'] }],
  ])('of a request with %s is refused, and still good for the right one', async (_what, body) => {
    const token = await mint();
    await expect(redeem(token, body)).rejects.toEqual(refusal('confirmation_mismatch'));
    expect(await redeem(token)).toEqual(params);
  });

  test('minds neither the order of members nor an absent member that is sent as null', async () => {
    const token = await mint(mine, { ...params, nested: { a: 1, b: [2, { c: 3, d: 4 }] } });
    const turned = { nested: { b: [2, { d: 4, c: 3 }], a: 1 }, version: null, channel: 'stable', method: 'npm' };
    expect(await redeem(token, turned)).toMatchObject(params);
  });

  test('minds null inside, where it means something', async () => {
    const token = await mint(mine, { ...params, config: { a: null } });
    await expect(redeem(token, { ...params, config: {} })).rejects.toEqual(refusal('confirmation_mismatch'));
  });

  test.each([
    ['another session', other],
    ['the host', host],
  ])('used by %s is refused, and stays good for its own', async (_who, principal) => {
    const token = await mint();
    await expect(redeem(token, params, principal)).rejects.toEqual(refusal('confirmation_mismatch'));
    expect(await redeem(token)).toEqual(params);
  });

  test('for another action is refused', async () => {
    const token = await mint();
    const body = { ...params, confirmation_token: token };
    await expect(confirmations.redeem({ action: 'install_ssh', body, principal: mine })).rejects.toEqual(
      refusal('confirmation_mismatch'),
    );
  });

  test('is over after 120 seconds, whatever the wall clock says', async () => {
    const token = await mint();
    const second = await mint();
    clock.jumpWall(-3_600_000);
    clock.advance(119_999);
    expect(await redeem(second)).toEqual(params);
    clock.advance(1);
    await expect(redeem(token)).rejects.toEqual(refusal('confirmation_expired'));
  });

  test('is refused when the state is another one than was shown, and stays so', async () => {
    const token = await mint();
    state_key = 'after';
    await expect(redeem(token)).rejects.toEqual(refusal('state_changed'));
    state_key = 'before';
    await expect(redeem(token)).rejects.toEqual(refusal('state_changed'));
  });

  test('is refused when something stands in the way by now', async () => {
    const token = await mint();
    blockers = [{ code: 'port_taken', message: 'Taken.', next_step: 'Free it.' }];
    await expect(redeem(token)).rejects.toEqual(refusal('state_changed'));
  });

  test('ends with its session', async () => {
    const token = await mint();
    endSession({ session_id: 'ses_mine0000' });
    await expect(redeem(token)).rejects.toEqual(refusal('confirmation_required'));
  });

  test('is one of five of a session; the oldest give way, those of others do not', async () => {
    const foreign = await mint(other);
    const tokens: string[] = [];
    for (let n = 0; n < 6; n += 1) tokens.push(await mint());
    await expect(redeem(tokens[0])).rejects.toEqual(refusal('confirmation_required'));
    expect(await redeem(tokens[1])).toEqual(params);
    expect(await redeem(foreign, params, other)).toEqual(params);
  });

  test('is not found in anything that was looked at', async () => {
    const token = await mint();
    await redeem(token);
    expect(JSON.stringify(looks)).not.toContain(token);
  });
});
