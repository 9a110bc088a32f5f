import type { PairInvite } from '@moltbot-ops/sdk/types';
import { renderUnicodeCompact } from 'uqr';
import { toInert } from './inert.ts';

/** The lines that show an approved code: link, code, and a QR where a terminal can draw one. */
export function formatInvite(invite: PairInvite, withQr: boolean): string[] {
  const qr = withQr ? renderUnicodeCompact(invite.url, { border: 2, ecc: 'L' }).split('\n') : [];
  return [
    'Let one device in (works once):',
    ...qr.map((line) => `  ${line}`),
    `  Link  ${toInert(invite.url)}`,
    `  Code  ${toInert(invite.pairing_code)}`,
    `  It becomes ${toInert(invite.role)} and has ${invite.expires_in_seconds} seconds. Show this to nobody else.`,
  ];
}
