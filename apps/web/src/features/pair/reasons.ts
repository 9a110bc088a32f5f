/** Why this browser is out, for the one who was in. `null`: it never was, so there is nothing to explain. */
export function signOutWords(reason: string | null): string | null {
  if (reason === null || reason === 'unauthenticated') return null;
  if (reason === 'signed_out') return 'You signed out here. Pair again to come back.';
  if (/revoked/.test(reason))
    return 'This browser was revoked, so its session is over. An owner or the host can let it in again.';
  if (/reuse/.test(reason))
    return 'The session was ended because its renewal was used twice. Pair again, and look at Audit for what happened.';
  if (/expired|refresh_token/.test(reason)) return 'The session ran out. Pair again to come back.';
  return 'The session was ended elsewhere. Pair again to come back.';
}

/** What a refused entry means for the one who typed the code. */
export function refusalTitle(code: string): string {
  const titles: Record<string, string> = {
    approval_pending: 'Not approved yet',
    pairing_code_invalid: 'That code does not work',
    too_many_guesses: 'Too many wrong codes',
    too_many_pending: 'Too many devices are waiting',
    too_many_requests: 'A little slower',
    unreachable: 'The agent does not answer',
    host_not_allowed: 'Opened by the wrong address',
    origin_not_allowed: 'Opened by the wrong address',
  };
  return titles[code] ?? 'The agent refused';
}
