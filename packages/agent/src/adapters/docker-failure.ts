// What an engine's refusal means, from its words; they have stayed the same over many releases and differ by driver. Names
// and digests stand among them, so nothing is taken for a word or a status that may be a piece of one.
import { EngineError, type EngineFailure } from '../ports/docker-engine.ts';

const causes: readonly (readonly [EngineFailure, RegExp])[] = [
  ['missing', /^no such (image|container|object)\b/i],
  ['no_space', /no space left on device|disk quota exceeded/i],
  ['port_taken', /port is already allocated|address already in use|Ports are not available/i],
  ['rate_limited', /toomanyrequests|too many requests|rate limit/i],
  [
    'missing',
    /no matching manifest|manifest (unknown|for .* not found)|not found: manifest|repository does not exist|name unknown/i,
  ],
  ['sign_in', /unauthorized|authentication required|no basic auth credentials|access.*denied|denied: /i],
  [
    'registry',
    /dial tcp|lookup .* (on|no such host)|no such host|i\/o timeout|TLS handshake|connection refused|connection reset|\bEOF\b|network is unreachable|Client\.Timeout|request canceled|proxyconnect|\bx509\b|server misbehaving|\bHTTP\b.{0,40}\b50[0234]\b|Bad Gateway|Service Unavailable|Gateway Time-?out/i,
  ],
  ['missing', /\bno such (image|container|object)|\bnot found/i],
  ['conflict', /conflict|is already in use|is being used|in use by/i],
];

/** `status` is the HTTP status, or null for a fault that came within a stream. */
export function failureOf(message: string, status: number | null): EngineError {
  // Registries answer "denied" alike for what is not there and for what needs a sign-in.
  const told = causes.find(([, words]) => words.test(message))?.[0];
  const by_status: EngineFailure = status === 404 ? 'missing' : status === 409 ? 'conflict' : 'failed';
  return new EngineError(
    told ?? by_status,
    message === '' ? `The engine answered ${status ?? 'with an error'}.` : message,
  );
}
