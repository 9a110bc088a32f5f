import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askSecret, type SecretInput } from './ask-secret.ts';

/** A terminal into which these pieces are typed. */
async function typed(...pieces: string[]) {
  const input: PassThrough & SecretInput = new PassThrough();
  const raw: boolean[] = [];
  const said: string[] = [];
  Object.assign(input, { isTTY: true, setRawMode: (on: boolean) => raw.push(on) });
  const asked = askSecret('Password: ', { input, say: (text) => said.push(text) });
  for (const piece of pieces) input.write(piece);
  return { answer: await asked, said: said.join(''), raw };
}

describe('a secret', () => {
  test('that is typed is read to the end of the line, and nothing of it is shown', async () => {
    const { answer, said, raw } = await typed('correct ho', 'rse\r');
    expect(answer).toBe('correct horse');
    expect(said).toBe('Password: \n');
    expect(raw).toEqual([true, false]);
  });

  test('can be mended while it is typed', async () => {
    expect((await typed('wrong\u0015corrext\u007f\u007ft 🐴\b🐎\n')).answer).toBe('correct 🐎'.replace('ct ', 't '));
  });

  test.each(['\u0003', '\u0004'])(
    'that is broken off is none, and the terminal shows again what is typed',
    async (key) => {
      const { answer, raw } = await typed(`half${key}`);
      expect(answer).toBe(null);
      expect(raw).toEqual([true, false]);
    },
  );

  test('that is piped is the first line, without a question', async () => {
    const said: string[] = [];
    const input = new PassThrough();
    input.end('correct horse\nbattery\n');
    expect(await askSecret('Password: ', { input, say: (text) => said.push(text) })).toBe('correct horse');
    expect(said).toEqual([]);
    const empty = new PassThrough();
    empty.end();
    expect(await askSecret('Password: ', { input: empty, say: () => {} })).toBe('');
  });
});
