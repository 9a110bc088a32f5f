import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

let gateway: Simulator;
let agent: TestAgent;
let token: string;

beforeAll(async () => {
  gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')) });
  const env = { MOLTBOT_OPS_GATEWAY_BINARY: join(gateway.bin_dir, 'openclaw') };
  agent = await startTestAgent({ gateway_home: gateway.home, env });
  token = (await agent.pair()).access_token;
  const stream = await agent.openStream(token);
  await stream.until(/"gateway_connected":true/);
  await stream.close();
});
afterAll(async () => {
  await agent.close();
  await gateway.stop();
});

const validate = async (body: object) => (await agent.request('POST', '/config/validate', { token, body })).json;

describe('beside a gateway that runs', () => {
  it('gives the gateway’s own schema and the fields of it', async () => {
    const schema = (await agent.request('GET', '/config/schema', { token })).json;
    expect(schema).toMatchObject({ source: 'live', version: '2026.9.6' });
    const fields = (await agent.request('GET', '/config/fields', { token })).json;
    expect(fields).toMatchObject({ source: 'live', hash: schema.hash });
    expect(fields.fields).toContainEqual(expect.objectContaining({ path: 'gateway.auth.token', sensitive: true }));
  });

  it('asks the gateway’s program, and only when it is wanted', async () => {
    const config = { gateway: { mode: 'local' } };
    expect(await validate({ config })).toMatchObject({
      valid: true,
      layers: [{ layer: 'syntax' }, { layer: 'schema' }, { layer: 'gateway', asked: true }, { layer: 'lint' }],
    });
    const quick = await validate({ config, ask_gateway: false });
    expect(quick.layers).toContainEqual(expect.objectContaining({ layer: 'gateway', asked: false }));
  });

  it('leaves what belongs to the gateway as it is', async () => {
    const { home, config_path } = gateway;
    const look = () => ({
      text: readFileSync(config_path, 'utf8'),
      names: readdirSync(home),
      beside: readdirSync(dirname(config_path)),
    });
    const before = look();
    await validate({ config: { gateway: { mode: 'local', port: 'x' }, hooks: { enabled: true } } });
    expect(look()).toEqual(before);
    expect(agent.violations).toEqual([]);
  });
});
