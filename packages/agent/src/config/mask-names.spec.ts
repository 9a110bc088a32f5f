import { describe, expect, it } from 'vitest';
import { toChange } from './documents.ts';
import { editConfigText } from './edit.ts';
import { type ConfigText, readConfigText } from './edit-text.ts';
import { createMasker, keptMark } from './mask.ts';
import { restoreText, restoreValue } from './mask-restore.ts';
import { placeSecrets } from './secrets-place.ts';
import { isTree, type Path, type Tree } from './tree.ts';

const bot = '123456789:AAFq0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const other = bot.replace('AAFq0', 'AAFq1');
const plain = 'a-long-name-that-is-no-secret';
const config = { telegram: { bots: { [bot]: { name: 'one' }, [other]: { name: 'two' }, [plain]: {} } }, note: bot };
const read = (text: string): ConfigText => {
  const reading = readConfigText(text);
  if (!reading.ok) throw new Error(reading.message);
  return reading.config;
};
const hinted = () => false;
const masker = createMasker({ hinted, configs: [config] });
const botsOf = (value: unknown): Tree => (value as typeof config).telegram.bots; // masking keeps its form
const named = (value: unknown, at: number): string => Object.keys(botsOf(value))[at] ?? '';

describe('a secret that is a name', () => {
  it('is masked, apart from others, and known everywhere else', () => {
    const shown = masker.mask(config);
    expect(JSON.stringify(shown)).not.toContain('AAFq');
    expect(Object.keys(botsOf(shown)).every((name, at) => name.startsWith(keptMark) === at < 2)).toBe(true);
    expect(new Set(Object.keys(botsOf(shown))).size).toBe(3);
    expect(shown).toMatchObject({ note: keptMark });
    expect(masker.secrets).toEqual(expect.arrayContaining([bot, other]));
    expect(masker.maskProse(`unknown account ${other}`)).toBe(`unknown account ${keptMark}`);
  });

  it('is masked where it repeats a known secret, and words of the schema never are', () => {
    const known = createMasker({ hinted, configs: [], known: ['correct-horse-battery-9', 'telegram'] });
    const shown = known.mask({ 'correct-horse-battery-9': {}, telegram: {} });
    expect(Object.keys(isTree(shown) ? shown : {})).toEqual([expect.stringContaining(keptMark), 'telegram']);
  });

  it('comes back into its own object, in whatever order and whatever was changed beside it', () => {
    const shown = masker.mask(config);
    expect(restoreValue(shown, config, masker)).toEqual({ value: config, problems: [] });
    const [one, two] = [named(shown, 0), named(shown, 1)];
    const changed = { telegram: { bots: { new: {}, [two]: { name: 'zwei' }, [one]: { name: 'one' } } } };
    const { value } = restoreValue(changed, config, masker);
    expect(botsOf(value)).toEqual({ new: {}, [other]: { name: 'zwei' }, [bot]: { name: 'one' } });
  });

  it('goes nowhere else: another place, a made-up mark and a part of a name are refused', () => {
    const one = named(masker.mask(config), 0);
    for (const sent of [
      { elsewhere: { [one]: {} } },
      { telegram: { bots: { [`${keptMark}_0000000000`]: {} } } },
      { telegram: { bots: { [`${one}x`]: {} } } },
      { telegram: { bots: { [keptMark]: {} } } },
    ]) {
      const { problems } = restoreValue(sent, config, masker);
      expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('names') })]);
    }
  });

  it('is masked in the text, whose every byte comes back', () => {
    const text = `{ telegram: { bots: { // by token\n  '${bot}': { name: 'one' },\n  "${other}": {},\n } } }\n`;
    const own = read(text);
    const shown = masker.maskText(own);
    expect(shown).not.toContain('AAFq');
    expect(restoreText(read(shown), own, masker)).toEqual({ text, problems: [] });
    const changed = shown.replace("'one'", "'eins'");
    expect(restoreText(read(changed), own, masker).text).toBe(text.replace("'one'", "'eins'"));
    expect(editConfigText(text, own.tree)).toBe(text);
  });

  it('stands in no path that is told and in no name that is made of one', () => {
    const path: Path = ['telegram', 'bots', bot, 'apiKey'];
    const lore = { isSensitive: () => true, reloadOf: () => 'hot' as const, takesReference: () => false };
    const change = toChange({ path, kind: 'added', before: undefined, after: 'x-secret-x-1' }, masker, lore);
    expect(change.path).toMatch(/^telegram\.bots\.__MOLTBOT_OPS_KEPT___[0-9a-f]{10}\.apiKey$/);
    const wanted = { telegram: { bots: { [bot]: { apiKey: 'x-secret-x-1' } } } };
    const { placements } = placeSecrets({
      ...{ present: {}, wanted, lore, asked: 'auto', targets: ['env', 'file'], base: '' },
      masker: createMasker({ hinted, configs: [wanted] }),
    });
    expect(placements).toEqual([
      expect.objectContaining({ target: 'env', name: expect.stringMatching(/HIDDEN_APIKEY/) }),
    ]);
    expect(JSON.stringify(placements)).not.toContain('AAFq');
  });
});
