// Configurations made to keep the agent busy: what cannot be one that people write is refused with what to do, and the
// work on the largest that can be leaves everybody else a turn in between.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBurden, string_chars_max, text_chars_max, values_max } from '../../src/config/burden.ts';
import { createConfigDocuments } from '../../src/config/documents.ts';
import { createLore } from '../../src/config/lore.ts';
import { createMasker, keptMark } from '../../src/config/mask.ts';
import { readBundled } from '../../src/config/schema-snapshot.ts';
import { type ConfigPlace, makeConfigPlace } from '../support/config-place.ts';

let place: ConfigPlace;
beforeEach(() => {
  place = makeConfigPlace();
  place.write('openclaw.json', '{ gateway: { mode: "local" } }\n');
});
afterEach(() => place.remove());

const openDocuments = () =>
  createConfigDocuments({
    target: () => place.target,
    openHost: async () => place.openHost(),
    reader: () => null,
    isRunning: () => false,
    lore: async () => createLore(await readBundled()),
    judge: async () => ({ valid: true, issues: [] }),
    rememberSecret: () => undefined,
  });

const many = <Value>(count: number, make: (at: number) => Value) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, make(at)]));
const key = (at: number) => `sk-ant-${at.toString(36).padStart(32, 'q7')}`;

/** Nearly a mebibyte, as a very busy gateway may have it: long instructions for many agents. */
const large = {
  gateway: { mode: 'local', port: 18_789 },
  agents: {
    entries: many(400, (at) => ({
      name: `Agent ${at}`,
      model: 'a/b',
      systemPrompt: 'Be brief and kind. '.repeat(125),
    })),
  },
};

const heavy: [string, Record<string, unknown>, RegExp, RegExp][] = [
  ['more values than anybody writes', { gateway: many(values_max, (at) => at) }, /more than 50000 values/, /\$include/],
  [
    'a list without end',
    { bindings: Array.from({ length: values_max }, () => []) },
    /more than 50000 values/,
    /Put less/,
  ],
  ['one text of a megabyte', { gateway: { auth: { token: 'x'.repeat(1_000_000) } } }, /longer than 128 KiB/, /file/],
  ['a name of a megabyte', { gateway: { ['n'.repeat(1_000_000)]: 1 } }, /name in it is longer/, /short one/],
  [
    'thousands of secrets',
    { models: { providers: many(5_000, (at) => ({ apiKey: key(at) })) } },
    /more secrets/,
    /Name/,
  ],
];

describe('a configuration with', () => {
  it.each(heavy)('%s is refused with what to do, as object and as text', async (_what, config, why, next_step) => {
    const validator = place.validator();
    const documents = openDocuments();
    for (const raw of [null, JSON.stringify(config)]) {
      const verdict = await validator.validate({ config, raw, ask_gateway: false });
      expect(verdict).toMatchObject({
        valid: false,
        errors: [{ layer: 'syntax', message: expect.stringMatching(why) }],
      });
      expect(verdict.errors[0]?.message).toMatch(next_step);
      await expect(documents.diff({ config, raw })).rejects.toMatchObject({
        code: 'invalid_request',
        details: [{ message: expect.stringMatching(why) }],
      });
    }
  });

  it('more text than a mebibyte is refused before anybody parses it', async () => {
    const raw = `{${' '.repeat(text_chars_max)}`;
    const { errors } = await place.validator().validate({ config: {}, raw, ask_gateway: false });
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^It is larger than 1 MiB\..*\$include/),
    ]);
  });

  it('more findings than a call takes arguments gets a verdict', async () => {
    const config = { wizard: { a: '${A}'.repeat(string_chars_max / 4), b: '${B}'.repeat(string_chars_max / 4) } };
    const { errors } = await place.validator().validate({ config, ask_gateway: false });
    expect(errors.length).toBeGreaterThan(0);
  });

  it('more text than a mebibyte, in force, is not worked through either: it is said that it is there', async () => {
    place.write(
      'openclaw.json',
      `{ gateway: { auth: { token: 'not-to-be-shown' } } } // ${'x'.repeat(text_chars_max)}`,
    );
    const document = await openDocuments().get();
    expect(document).toMatchObject({ exists: true, valid: null, raw: '', config: {}, hash: expect.any(String) });
    expect(document.issues).toMatchObject([
      { message: expect.stringMatching(/^It is larger than 1 MiB\..*\$include/) },
    ]);
    await expect(openDocuments().diff({ config: {} })).rejects.toMatchObject({
      code: 'invalid_request',
      details: [{ message: expect.stringContaining('Change it on its machine') }],
    });
  });

  it('more values than anybody writes, in force, is not worked through either', async () => {
    place.write('openclaw.json', JSON.stringify({ gateway: many(values_max, (at) => at) }));
    const { raw, config, issues } = await openDocuments().get();
    expect({ raw, config }).toEqual({ raw: '', config: {} });
    expect(issues).toMatchObject([{ message: expect.stringMatching(/more than 50000 values/) }]);
  });

  it('a large text that does not parse is named by its line, and a small one shown to be mended', async () => {
    const broken = (count: number) => `{ a: 1,\n a: 2, list: [${'"x y",'.repeat(count)}`;
    place.write('openclaw.json', broken(60_000));
    expect((await openDocuments().get()).issues).toMatchObject([{ message: expect.stringMatching(/at line 2\./) }]);
    place.write('openclaw.json', broken(12_000));
    expect((await openDocuments().get()).raw).toContain('list');
  });

  it('a burden is named by its place, not by what was met last', () => {
    expect(findBurden({ bindings: Array.from({ length: values_max }, () => 1) })?.path).toEqual(['bindings']);
    expect(findBurden(many(values_max, () => 1))?.path).toEqual([]);
    expect(findBurden(large)).toBeNull();
  });
});

describe('the largest configuration that is worked through', () => {
  it('is checked, compared and shown as any other', async () => {
    const raw = JSON.stringify(large);
    expect(raw.length).toBeGreaterThan(0.9 * text_chars_max);
    const { layers } = await place.validator().validate({ config: {}, raw, ask_gateway: false });
    expect(layers?.map(({ layer, asked }) => [layer, asked])).toEqual([
      ['syntax', true],
      ['schema', true],
      ['gateway', false],
      ['lint', true],
    ]);
    const { changes } = await openDocuments().diff({ config: large });
    expect(changes.length).toBeGreaterThan(1_000);
  });

  it('leaves everybody else a turn between the parts of the work', async () => {
    const raw = JSON.stringify(large);
    const turns = vi.spyOn(globalThis, 'setImmediate');
    await place.validator().validate({ config: {}, raw, ask_gateway: false });
    expect(turns.mock.calls.length).toBeGreaterThanOrEqual(4);
    turns.mockClear();
    await openDocuments().diff({ config: {}, raw });
    expect(turns.mock.calls.length).toBeGreaterThanOrEqual(5);
    turns.mockRestore();
  });
});

describe('more secrets than can be searched for', () => {
  it('hide every text and every sentence, so that none of them is shown', () => {
    const config = { keys: many(2_000, (at) => ({ apiKey: key(at), note: `was ${key(at)}`, on: true })) };
    const masker = createMasker({ hinted: () => false, configs: [config] });
    expect(masker.is_flooded).toBe(true);
    const shown = JSON.stringify(masker.mask(config));
    expect(shown).not.toContain('sk-ant-');
    expect(shown).toContain('"on":true');
    expect(masker.maskProse(`It broke on ${Buffer.from(key(7)).toString('base64')}`)).toBe(keptMark);
  });
});
