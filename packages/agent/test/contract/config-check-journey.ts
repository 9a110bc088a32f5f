import { expect } from 'vitest';
import type { Journey } from './journeys.ts';

/** Schema, fields and verdicts, on a machine without a gateway. */
export const configCheckJourney: Journey = {
  title: 'the shape of configurations, and verdicts on them',
  async walk({ owner, call }) {
    const token = owner.access_token;
    const schema = await call('configSchema', { token });
    expect(schema.json).toMatchObject({ source: 'bundled', hash: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const fields = await call('configFields', { token });
    expect(fields.json.hash).toBe(schema.json.hash);
    expect(fields.json.fields).toContainEqual(expect.objectContaining({ path: 'gateway.port', type: 'integer' }));

    const config = { gateway: { mode: 'local', port: 'many' } };
    const verdict = await call('configValidate', { token, body: { config } });
    expect(verdict).toMatchObject({
      status: 200,
      json: { valid: false, errors: [{ path: 'gateway.port', layer: 'schema', severity: 'error' }] },
    });
    const raw = '{\n  gateway: { mode: "local" },\n  gateway: {},\n}';
    const twice = await call('configValidate', { token, body: { config: {}, raw } });
    expect(twice.json).toMatchObject({ valid: false, errors: [{ layer: 'syntax', line: 3, column: 3 }] });

    const deep = await call('configValidate', { token, body: { config: {}, raw: '{a:'.repeat(10_000) } });
    expect(deep.json).toMatchObject({ valid: false, errors: [{ layer: 'syntax' }] });
    const headers = { 'content-type': 'application/json' };
    const brackets = ['['.repeat(10_000), ']'.repeat(10_000)];
    const bodies = [
      '{"config":{"gateway":{},"gateway":{}}}',
      '{"config":{"gateway":{"__proto__":{"mode":"local"}}}}',
      `{"config":{"x":${brackets.join('')}}}`,
      `{"config":{},"raw":"${'x'.repeat(5 * 1024 * 1024)}"}`,
    ];
    const refused = [];
    for (const body of bodies) refused.push((await call('configValidate', { token, raw: body, headers })).status);
    expect(refused).toEqual([400, 400, 400, 413]);

    const channels = { telegram: { botToken: `123456789:${'Ab1_'.repeat(9)}` } };
    const probe = await call('configProbeChannel', { token, body: { config: { channels }, channel: 'telegram' } });
    expect(probe).toMatchObject({ status: 200, json: { channel: 'telegram', asked: false, accounts: [] } });
    const absent = await call('configProbeChannel', { token, body: { config: {}, channel: 'telegram' } });
    expect(absent).toMatchObject({ status: 400, json: { details: [{ field: 'channel' }] } });
  },
};
