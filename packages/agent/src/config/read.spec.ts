import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLocalHost } from '../adapters/host-local.ts';
import { readConfigContent } from './read.ts';
import { readWanted, type SentConfig } from './sent.ts';

let home = '';
let path = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'config-read-'));
  path = join(home, 'config.json5');
});
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

async function want(bytes: Buffer | string, sent: SentConfig) {
  writeFileSync(path, bytes);
  const host = createLocalHost({ home });
  const around = { host, hinted: () => false, known: [], is_masked: false };
  return readWanted(await readConfigContent(host, path), sent, around);
}

const latin = Buffer.from('{ // Gr\xfcn\n a: 1 }\n', 'latin1');

it('a file with bytes that are no UTF-8 is not changed, neither as text nor as values', async () => {
  for (const sent of [{ config: { a: 2 } }, { config: {}, raw: '{ a: 2 }' }]) {
    expect(await want(latin, sent)).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('no UTF-8') }],
    });
  }
  expect(await want(latin.toString('latin1'), { config: { a: 2 } })).toMatchObject({ ok: true });
});

it.each([
  ['a mark of byte order', '\ufeff{ a: 1 }\n', '\ufeff{ a: 2 }\n'],
  ['line ends of both kinds and tabs', '{\r\n\t// one\r\n\ta: 1,\r\n}\n', '{\r\n\t// one\r\n\ta: 2,\r\n}\n'],
  ['numbers of every form', '{ a: 0x1, b: .5, c: +1., d: 1e3 }', '{ a: 2, b: .5, c: +1., d: 1e3 }'],
  [
    'odd blanks and escapes',
    "{\u00a0a:\u20031, '\\u0062': 'x\\\ny\u2028' }",
    "{\u00a0a:\u20032, '\\u0062': 'x\\\ny\u2028' }",
  ],
  ['comments in every gap', '/*1*/{/*2*/a/*3*/:/*4*/1/*5*/,/*6*/}/*7*/', '/*1*/{/*2*/a/*3*/:/*4*/2/*5*/,/*6*/}/*7*/'],
])('%s stay where one value changes', async (_what, before, after) => {
  const { default: JSON5 } = await import('json5');
  expect(await want(before, { config: { ...JSON5.parse<object>(before), a: 2 } })).toMatchObject({
    ok: true,
    wanted: { text: after },
  });
});

it('what comes new is written as the rest is: line ends, tabs, quotes, bare names, last comma, no end of line', async () => {
  const before = "\ufeff{\r\n\t// one\r\n\ta: 'x', // two\r\n}";
  expect(await want(before, { config: { a: 'x', b: { c: "it's", d: [1, 0x10] } } })).toMatchObject({
    ok: true,
    wanted: {
      text: "\ufeff{\r\n\t// one\r\n\ta: 'x', // two\r\n\tb: {\r\n\t\tc: 'it\\'s',\r\n\t\td: [1, 16],\r\n\t},\r\n}",
    },
  });
});

it('what the gateway reads and nobody can change in place is named as that', async () => {
  expect(await want('{ a: 1 }', { config: {}, raw: '{ null: 1 }' })).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('needs quotes') }],
  });
});
