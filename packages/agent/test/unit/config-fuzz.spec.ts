import fc from 'fast-check';
import JSON5 from 'json5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFields } from '../../src/config/fields.ts';
import { readBundled } from '../../src/config/schema-snapshot.ts';
import type { Validator } from '../../src/config/validate.ts';
import { response_configValidate_200 as fitsContract } from '../../src/http/generated/answer-validators.js';
import { configMutants } from '../support/config-mutants.ts';
import { type ConfigPlace, makeConfigPlace } from '../support/config-place.ts';

const runs = 10_000;
const time_ms = 120_000;

let place: ConfigPlace;
let validator: Validator;
let names: string[];
beforeAll(async () => {
  place = makeConfigPlace({ running_env: { KEY: 'k', DISCORD: 'd' } });
  validator = place.validator();
  const fields = listFields(await readBundled());
  names = [...new Set(fields.flatMap(({ path }) => path.split(/[.[\]]+/)))].filter(
    (name) => name !== '' && name !== '*',
  );
});
afterAll(() => place.remove());

describe('ten thousand configurations that somebody broke', () => {
  it(
    'get a verdict of the contract’s form, and an invalid one says why',
    async () => {
      let refused = 0;
      const cut = fc.option(
        fc.record({ at: fc.nat(), put: fc.constantFrom('', '{', '}', ',', '"', '\0', '/*', '\\', '[') }),
        { freq: 3 },
      );
      const style = fc.constantFrom<'object' | 'json' | 'json5'>('object', 'json', 'json5');
      await fc.assert(
        fc.asyncProperty(configMutants(names), style, cut, async (config, written, wound) => {
          const text = written === 'json5' ? JSON5.stringify(config, null, 1) : JSON.stringify(config);
          const at = wound === null ? 0 : wound.at % (text.length + 1);
          const raw =
            written === 'object'
              ? null
              : wound === null
                ? text
                : `${text.slice(0, at)}${wound.put}${text.slice(at + 1)}`;
          const result = await validator.validate({ config, raw, ask_gateway: false });
          expect(fitsContract(result)).toBe(true);
          expect(result.valid).toBe(result.errors.length === 0);
          if (!result.valid) refused += 1;
        }),
        { numRuns: runs, seed: 20_261_122 },
      );
      // Were nearly all refused, or none, the mutants would prove little.
      expect(refused).toBeGreaterThan(runs * 0.3);
      expect(refused).toBeLessThan(runs * 0.98);
    },
    time_ms,
  );
});
