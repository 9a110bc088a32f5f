import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSON5 from 'json5';
import { afterEach, describe, expect, it } from 'vitest';
import { launchSimulator, type LaunchOptions, type Simulator } from '../../../simulator/src/launch.ts';
import { keptMark } from '../../src/config/mask.ts';
import { type ConfigDesk, type DeskOptions, openConfigDesk } from '../support/config-desk.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const temp = () => mkdtempSync(join(tmpdir(), 'gw-'));

async function startGateway(more: Partial<LaunchOptions> = {}): Promise<Simulator> {
  const gateway = await launchSimulator({ home: temp(), ...more });
  ending.push(() => gateway.stop());
  return gateway;
}

async function openDesk(gateway: Simulator, more: Partial<DeskOptions> = {}): Promise<ConfigDesk> {
  const desk = await openConfigDesk({ gateway_home: gateway.home, binary: join(gateway.bin_dir, 'openclaw'), ...more });
  ending.push(() => desk.close());
  await desk.watched.until(({ gateway_connected }) => gateway_connected);
  return desk;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
type Loose = any;

async function change(desk: ConfigDesk, edit: (config: Loose) => void, more: object = {}) {
  const { config, hash } = await desk.documents.get();
  const wanted = structuredClone(config) as Loose; // the test's own configuration
  edit(wanted);
  return desk.apply.run({ config: wanted, base_hash: hash, wait_seconds: 60, ...more }, 'host');
}

const read = (gateway: Simulator) => readFileSync(gateway.config_path, 'utf8');

describe('a change of the configuration', () => {
  it('is written with everything else kept, and taken up hot', async () => {
    const gateway = await startGateway();
    const text = read(gateway).replace('{\n', '{\n  // mine\n');
    writeFileSync(gateway.config_path, text, { mode: 0o600 });
    const desk = await openDesk(gateway);
    const result = await change(desk, (config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: true, rolled_back: false, error: null, next_steps: [] });
    expect(read(gateway)).toContain('// mine');
    expect(JSON5.parse(read(gateway))).toMatchObject({
      logging: { level: 'debug' },
      gateway: { auth: { token: gateway.token } },
    });
    expect(statSync(gateway.config_path).mode & 0o777).toBe(0o600);
    expect(desk.watched.observer.status().running).toBe(true);
  });
});
