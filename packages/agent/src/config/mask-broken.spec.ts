import { describe, expect, it } from 'vitest';
import { readConfigText } from './edit-text.ts';
import { createMasker, keptMark } from './mask.ts';
import { hideBroken, restoreBroken } from './mask-broken.ts';
import { restoreText } from './mask-restore.ts';

const masker = createMasker({ hinted: () => false, configs: [] });
const read = (text: string) => {
  const reading = readConfigText(text);
  if (!reading.ok) throw new Error(reading.message);
  return reading.config;
};

describe('settings that were put out of use in a comment', () => {
  const text = `{
  // auth: { token: 'former-value-1' }, password=hunter22zz
  /* "botToken": "plainvalue99", token: \${GW_TOKEN} */
  // the token is used by the gateway
  gateway: { mode: 'local' } }`;

  it('show no secret, and come back as they were', () => {
    const shown = masker.maskText(read(text));
    expect(shown).not.toMatch(/former-value|hunter22|plainvalue/);
    expect(shown).toContain('token: ${GW_TOKEN}');
    expect(shown).toContain('// the token is used by the gateway');
    expect(restoreText(read(shown), read(text), masker)).toEqual({ text, problems: [] });
  });
});

describe('a text that does not parse', () => {
  const hide = (text: string) => hideBroken(text, masker.maskComment);

  it('shows no address that lacks its quotes, although two slashes begin a comment', () => {
    expect(hide('{ url: https://user:hunter2hunter2@host.example/x\n mode: "local" ').text).not.toContain('hunter2');
    expect(hide('{ a: 1 // mine\n b: 2').text).toContain('// mine');
  });

  it('shows no number where a secret belongs, and gives it back as a number', () => {
    const { text, hidden } = hide('{ password: 12345678 port: 18789 }');
    expect(text).toBe(`{ password: "${keptMark}" port: 18789 }`);
    const mended = read(text.replace(' port', ', port'));
    expect(restoreBroken(mended, hidden)).toEqual({ text: '{ password: 12345678, port: 18789 }', problems: [] });
  });

  it('of megabytes is hidden without holding up everybody, and gives nothing away for that', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `k${at}: "value-${at}-secret", // value-${at}-secret`);
    const { text, hidden } = hide(`{ ${many.join('\n')} oops`);
    expect(text).not.toMatch(/value-\d+-secret/);
    expect(hidden.length).toBeGreaterThanOrEqual(20_000);
    const marks = Array.from({ length: 20_000 }, (_, at) => `k${at}: "${keptMark}"`);
    expect(restoreBroken(read(`{ ${marks.join(', ')} }`), hidden).text).toContain('k19999: "value-19999-secret"');
  });

  it('shows no secret in the place of a name', () => {
    const key = `${['sk', 'ant', 'api03'].join('-')}-${'a1B2c3D4e5'.repeat(9)}`;
    expect(hide(`{ "${key}": 3,`).text).not.toContain('a1B2c3D4e5');
  });
});
