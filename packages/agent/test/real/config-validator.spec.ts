// Our verdicts beside those of the real gateway's own validator, on configurations that somebody broke. Takes a minute.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPaths } from '../../../../scripts/real/install-gateway.mjs';
import { listFields } from '../../src/config/fields.ts';
import { createGatewayCheck } from '../../src/config/gateway-check.ts';
import { readBundled } from '../../src/config/schema-snapshot.ts';
import { createSchemaSource } from '../../src/config/schema-source.ts';
import type { Tree } from '../../src/config/tree.ts';
import type { Validator } from '../../src/config/validate.ts';
import { configMutants, goodConfigs } from '../support/config-mutants.ts';
import { type ConfigPlace, makeConfigPlace } from '../support/config-place.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startValidator, type ValidatorProcess } from './support/validator-process.ts';

const version = '2026.9.6';
const wanted = process.env.MOLTBOT_REAL === '1';
if (!wanted) console.warn('Skipping the real validator: set MOLTBOT_REAL=1, or run `npm run test:real`.');

const mutants_count = 400;
let real: ValidatorProcess;
let place: ConfigPlace;
let asking: Validator;
let mutants: Tree[];

describe.skipIf(!wanted)(`verdicts, beside the validator of the real gateway ${version}`, () => {
  beforeAll(async () => {
    const { node, gateway } = realPaths();
    if (!existsSync(gateway)) throw new Error('The gateway is not in the cache: node scripts/real/install-gateway.mjs');
    place = makeConfigPlace({ version, binary_path: gateway, running_env: { KEY: 'k', DISCORD: 'd', SECOND: 's' } });
    real = await startValidator(node, join(gateway, '../../lib/node_modules/openclaw'));
    const check = { ask: (_program: unknown, _version: unknown, config: unknown) => real.ask(JSON.stringify(config)) };
    asking = place.validator({ check });
    const fields = listFields(await readBundled());
    const names = [...new Set(fields.flatMap(({ path }) => path.split(/[.[\]]+/)))].filter((name) => /\w/.test(name));
    mutants = fc.sample(configMutants(names), { numRuns: mutants_count, seed: 78 });
  }, 120_000);
  afterAll(() => {
    real?.close();
    place?.remove();
  });

  it('takes what is good, and so does the gateway', async () => {
    for (const config of goodConfigs) {
      expect(await real.ask(JSON.stringify(config))).toMatchObject({ valid: true });
      expect(await asking.validate({ config, ask_gateway: true })).toMatchObject({ errors: [], valid: true });
    }
  });

  it('never calls valid what the gateway refuses, and never refuses by the schema what it takes', async () => {
    const tally = { both_refuse: 0, both_take: 0, lint_refuses: 0 };
    for (const config of mutants) {
      const theirs = await real.ask(JSON.stringify(config));
      const ours = await asking.validate({ config, ask_gateway: true });
      if (!theirs.valid) expect([config, ours.valid]).toEqual([config, false]);
      const by_others = ours.errors.filter(({ layer }) => layer !== 'lint');
      if (theirs.valid) expect([config, by_others]).toEqual([config, []]);
      tally[theirs.valid ? (ours.valid ? 'both_take' : 'lint_refuses') : 'both_refuse'] += 1;
    }
    expect(tally.both_refuse).toBeGreaterThan(mutants_count / 4);
    expect(tally.both_take + tally.lint_refuses).toBeGreaterThan(mutants_count / 20);
  }, 120_000);

  it('says of what it could not ask that it did not, and misses little by schema and lint alone', async () => {
    const missed: unknown[] = [];
    let refused = 0;
    for (const config of mutants) {
      const theirs = await real.ask(JSON.stringify(config));
      const ours = await asking.validate({ config, ask_gateway: false });
      expect(ours.layers?.find(({ layer }) => layer === 'gateway')?.asked).toBe(false);
      if (theirs.valid) continue;
      refused += 1;
      if (ours.valid) missed.push([config, theirs.issues]);
    }
    expect(missed.length, JSON.stringify(missed, null, 1)).toBeLessThanOrEqual(refused * 0.03);
  }, 120_000);

  it('hears the same from the command as from the process', async () => {
    const check = createGatewayCheck();
    const program = place.program(place.openHost());
    for (const config of [goodConfigs[1], { gateway: { mode: 'local', bogus: 1 } }, mutants[0]]) {
      const [command, own] = [await check.ask(program, version, config, {}), await real.ask(JSON.stringify(config))];
      expect(command).toMatchObject({ asked: true, valid: own.valid });
    }
  }, 120_000);

  it('gets from the package the very schema that the agent brings along', async () => {
    const source = createSchemaSource({
      reader: () => null,
      target: () => place.target,
      program: () => place.program(place.openHost()),
      own: { host: place.openHost(), directory: join(place.own_directory, 'schema') },
      clock: createFakeClock(),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const [installed, bundled] = [await source.load(), await readBundled()];
    expect(installed).toMatchObject({ source: 'installed', version, hash: bundled.hash });
  }, 120_000);
});
