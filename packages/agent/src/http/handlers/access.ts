import type { Session } from '@moltbot-ops/sdk/types';
import type { Devices } from '../../access/devices.ts';
import type { Pairing } from '../../access/pairing.ts';
import type { Principal } from '../../access/principal.ts';
import type { IssuedTokens, Sessions } from '../../access/sessions.ts';
import { AppError } from '../../errors.ts';
import type { RequestContext } from '../context.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';

export interface AccessDependencies {
  pairing: Pairing;
  sessions: Sessions;
  devices: Devices;
  /** Origin of the console, such as `http://127.0.0.1:7337`. */
  consoleOrigin: () => string;
}

type AccessOperations =
  | 'pairStart'
  | 'pairConfirm'
  | 'pairClaim'
  | 'pairApprove'
  | 'pairInvite'
  | 'authRefresh'
  | 'sessionGet'
  | 'sessionEnd'
  | 'sessionRefresh'
  | 'deviceList'
  | 'deviceUpdate'
  | 'deviceRevoke';

const refresh_cookie_seconds = 90 * 86_400;

export function createAccessHandlers(deps: AccessDependencies): Pick<Handlers, AccessOperations> {
  const { pairing, sessions, devices } = deps;

  async function sessionOf(device_id: string, session_id: string, expires_in_seconds: number): Promise<Session> {
    const device = devices.get(device_id);
    return { device: { ...device, current: true }, csrf_token: sessions.csrfToken(session_id), expires_in_seconds };
  }

  /** A planted cookie must not stand in the way of the real one; one that is over or used is refused like any other. */
  async function refreshFirstGood(presented: string[]): ReturnType<Sessions['refresh']> {
    let refusal = new AppError('unauthenticated');
    for (const refresh_token of presented) {
      try {
        return await sessions.refresh(refresh_token);
      } catch (error) {
        if (!(error instanceof AppError) || error.status !== 401) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  return {
    pairStart: () => pairing.start(),
    pairConfirm: async ({ body }) => toAuthTokens((await pairing.redeem({ ...body, via: 'bearer' })).tokens),
    pairClaim: async ({ body }, context) => {
      const { device_id, session_id, tokens } = await pairing.redeem({ ...body, via: 'cookie' });
      setSessionCookies(context, tokens);
      return sessionOf(device_id, session_id, tokens.expires_in_seconds);
    },
    pairApprove: ({ body }, context) => pairing.approve({ ...body, by: principalOf(context) }),
    pairInvite: ({ body }, context) =>
      pairing.invite({ role: body?.role, by: principalOf(context), console_origin: deps.consoleOrigin() }),
    authRefresh: async ({ body }) => toAuthTokens((await sessions.refresh(body.refresh_token)).tokens),
    sessionGet: async (_input, context) => {
      const principal = deviceOf(context);
      const left_ms = (context.credential_expires_at_ms ?? 0) - sessions.now();
      return sessionOf(principal.device_id, principal.session_id, Math.max(0, Math.floor(left_ms / 1000)));
    },
    sessionEnd: async (_input, context) => {
      const principal = deviceOf(context);
      await sessions.end(principal.session_id, principal);
      clearSessionCookies(context);
    },
    sessionRefresh: async (_input, context) => {
      const { device_id, session_id, tokens } = await refreshFirstGood(context.cookies('refresh'));
      setSessionCookies(context, tokens);
      return sessionOf(device_id, session_id, tokens.expires_in_seconds);
    },
    deviceList: (_input, context) => devices.list(principalOf(context)),
    deviceUpdate: ({ path, body }, context) => devices.update(principalOf(context), path.device_id, body),
    deviceRevoke: async ({ path }, context) => {
      const principal = principalOf(context);
      const device = await devices.revoke(principal, path.device_id);
      if (principal.kind === 'device' && principal.device_id === path.device_id) clearSessionCookies(context);
      return device;
    },
  };
}

function toAuthTokens({ access_token, expires_in_seconds, refresh_token }: IssuedTokens) {
  return { access_token, expires_in_seconds, refresh_token };
}

/** The host has no session of its own: it acts through its socket. */
function deviceOf(context: RequestContext): Extract<Principal, { kind: 'device' }> {
  const principal = principalOf(context);
  if (principal.kind !== 'device') throw new AppError('unauthenticated');
  return principal;
}

function setSessionCookies(context: RequestContext, tokens: IssuedTokens): void {
  context.setCookie({ name: 'access', value: tokens.access_token, max_age_seconds: tokens.expires_in_seconds });
  context.setCookie({ name: 'refresh', value: tokens.refresh_token, max_age_seconds: refresh_cookie_seconds });
}

function clearSessionCookies(context: RequestContext): void {
  context.setCookie({ name: 'access', value: null, max_age_seconds: 0 });
  context.setCookie({ name: 'refresh', value: null, max_age_seconds: 0 });
}
