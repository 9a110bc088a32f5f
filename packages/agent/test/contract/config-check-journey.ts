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
  },
};
