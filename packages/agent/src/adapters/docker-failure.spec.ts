import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf } from './docker-failure.ts';

describe('what an engine means', () => {
  const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
  const status = fc.constantFrom('500', '502', '503', '504');

  it('is that an image is not there, whatever its digest is', () => {
    fc.assert(
      fc.property(digest, status, fc.nat({ max: 61 }), (hex, number, at) => {
        const holding = hex.slice(0, at) + number + hex.slice(at + 3);
        expect(failureOf(`No such image: openclaw/openclaw@sha256:${holding}`, 404).failure).toBe('missing');
        expect(failureOf(`reference ${holding} not found`, 404).failure).toBe('missing');
        expect(failureOf(`container ${holding} cannot be started`, 500).failure).toBe('failed');
      }),
    );
  });

  it.each([
    ['No such container: eof-503', 404, 'missing'],
    ['No such image: registry.example/unauthorized:1', 404, 'missing'],
    ['Get "https://registry.example/v2/": EOF', 500, 'registry'],
    ['received unexpected HTTP status: 503 Service Unavailable', 500, 'registry'],
    ['error parsing HTTP 502 response body: invalid character', 500, 'registry'],
    ['received unexpected HTTP status: 504 Gateway Timeout', null, 'registry'],
    ['dial tcp 192.0.2.1:443: i/o timeout', 500, 'registry'],
    ['pull access denied for openclaw/none, repository does not exist or may require', 404, 'missing'],
    ['toomanyrequests: You have reached your pull rate limit', 500, 'rate_limited'],
    ['write /var/lib/docker/tmp/x: no space left on device', null, 'no_space'],
    ['driver failed: Bind for 127.0.0.1:18503 failed: port is already allocated', 500, 'port_taken'],
    ['Conflict. The container name "/openclaw-gateway" is already in use', 409, 'conflict'],
    ['', 500, 'failed'],
  ] as const)('of %j with status %s is %s', (message, code, failure) => {
    expect(failureOf(message, code).failure).toBe(failure);
  });
});
