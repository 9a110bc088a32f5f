import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalHost } from '../adapters/host-local.ts';
import { changeFiles } from './change-files.ts';
import { IncludeOwned } from './edit-includes.ts';
import { interpretText, readConfigContent } from './read.ts';
import { isEqual, type Tree } from './tree.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'includes-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const write = (name: string, text: string | Buffer): void => {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
};

// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
type Loose = any;

/** New texts by their names below the directory; what does not change is not among them. */
async function change(files: Record<string, string | Buffer>, edit: (config: Loose) => void) {
  for (const [name, text] of Object.entries(files)) write(name, text);
  const host = createLocalHost({ home });
  const path = join(home, 'main.json');
  const content = await readConfigContent(host, path);
  const wanted = structuredClone<Tree>(content.resolved);
  edit(wanted);
  const texts = await changeFiles(content, wanted, host);
  expect((await interpretText(host, path, texts.text, texts.files)).resolved).toEqual(wanted);
  const changed = [...texts.files].map(([name, text]) => [name.slice(home.length + 1), text]);
  return Object.fromEntries(texts.text === content.text ? changed : [...changed, ['main.json', texts.text]]);
}

async function refusal(files: Record<string, string | Buffer>, edit: (config: Loose) => void) {
  const error: unknown = await change(files, edit).catch((caught: unknown) => caught);
  if (!(error instanceof IncludeOwned)) throw error;
  return { path: error.path.join('.'), files: error.files.map((name) => name.slice(home.length + 1)) };
}

const split = {
  'main.json': `// whole\n{ gateway: { port: 1 }, logging: { $include: './parts/log.json5' } }\n`,
  'parts/log.json5': `// mine\n{\n  level: 'info', // loud\n  file: '/x',\n}\n`,
};

describe('a change of a configuration that is split', () => {
  it('goes into the file that says it now, with its comments and its order', async () => {
    expect(await change(split, (c) => (c.logging.level = 'debug'))).toEqual({
      'parts/log.json5': `// mine\n{\n  level: 'debug', // loud\n  file: '/x',\n}\n`,
    });
    expect(await change(split, (c) => delete c.logging.file)).toEqual({
      'parts/log.json5': `// mine\n{\n  level: 'info', // loud\n}\n`,
    });
    expect(await change(split, (c) => (c.logging.style = 'json'))).toEqual({
      'parts/log.json5': `// mine\n{\n  level: 'info', // loud\n  file: '/x',\n  style: 'json',\n}\n`,
    });
  });

  it('leaves them alone where it lies beside', async () => {
    expect(await change(split, (c) => (c.gateway.port = 2))).toEqual({
      'main.json': split['main.json'].replace('port: 1', 'port: 2'),
    });
    expect(await change(split, (c) => (c.ui = {}))).toMatchObject({ 'main.json': expect.stringContaining('ui: {}') });
    expect(await change(split, () => undefined)).toEqual({});
  });

  it('goes into several files at once', async () => {
    const changed = await change(split, (c) => {
      c.gateway.port = 2;
      c.logging.level = 'warn';
    });
    expect(Object.keys(changed)).toEqual(['parts/log.json5', 'main.json']);
  });

  it('goes into the deepest one, from wherever that is named', async () => {
    const deep = {
      'main.json': `{ $include: ['./a/one.json5', './b.json5'], ui: { x: 1 } }`,
      'a/one.json5': `{ channels: { telegram: { $include: '../tg/tg.json5' } } }`,
      'tg/tg.json5': `{ enabled: true, accounts: { one: { $include: './one.json5' } } }`,
      'tg/one.json5': `{ name: 'first' }`,
      'b.json5': `{ channels: { discord: { enabled: false } } }`,
    };
    expect(await change(deep, (c) => (c.channels.telegram.accounts.one.name = 'x'))).toEqual({
      'tg/one.json5': `{ name: 'x' }`,
    });
    expect(await change(deep, (c) => (c.channels.telegram.enabled = false))).toMatchObject({
      'tg/tg.json5': expect.stringContaining('enabled: false'),
    });
    expect(await change(deep, (c) => (c.channels.discord.enabled = true))).toEqual({
      'b.json5': `{ channels: { discord: { enabled: true } } }`,
    });
    expect(await change(deep, (c) => (c.ui.x = 2))).toMatchObject({ 'main.json': expect.stringContaining('x: 2') });
  });

  it('puts what none of several files has beside where they are taken in', async () => {
    const several = {
      'main.json': `{ ui: { $include: ['a.json5', 'b.json5'] } }`,
      'a.json5': '{ a: 1 }',
      'b.json5': '{ b: 1 }',
    };
    expect(await change(several, (c) => (c.ui.c = 1))).toEqual({
      'main.json': `{ ui: { $include: ['a.json5', 'b.json5'], c: 1 } }`,
    });
    const beside = { 'main.json': `{ ui: { $include: 'a.json5', own: 1 } }`, 'a.json5': '{ a: 1 }' };
    expect(await change(beside, (c) => (c.ui.c = 1))).toMatchObject({ 'main.json': expect.stringContaining('c: 1') });
    expect(await change(beside, (c) => (c.ui.a = 2))).toEqual({ 'a.json5': '{ a: 2 }' });
    expect(await change(beside, (c) => delete c.ui.own)).toMatchObject({
      'main.json': expect.not.stringContaining('own'),
    });
  });

  it('follows a link to where the bytes lie, as long as that is inside', async () => {
    write('real/log.json5', split['parts/log.json5']);
    mkdirSync(join(home, 'parts'));
    symlinkSync('../real/log.json5', join(home, 'parts/log.json5'));
    expect(await change({ 'main.json': split['main.json'] }, (c) => (c.logging.level = 'warn'))).toMatchObject({
      'parts/log.json5': expect.stringContaining("'warn'"),
    });
    const content = await readConfigContent(createLocalHost({ home }), join(home, 'main.json'));
    expect(content.files.get(join(home, 'parts/log.json5'))?.real_path).toMatch(/\/real\/log\.json5$/);
  });
});

describe('a change that no single file can say', () => {
  it.each<[string, Record<string, string>, (config: Loose) => void, { path: string; files: string[] }]>([
    [
      'stands in an include and beside it',
      { 'main.json': `{ l: { $include: './a.json5', level: 'warn' } }`, 'a.json5': `{ level: 'info' }` },
      (c) => (c.l.level = 'debug'),
      { path: 'l.level', files: ['a.json5', 'main.json'] },
    ],
    [
      'stands in two includes',
      { 'main.json': `{ l: { $include: ['a.json5', 'b.json5'] } }`, 'a.json5': '{ x: [1] }', 'b.json5': '{ x: [2] }' },
      (c) => (c.l.x = [1]),
      { path: 'l.x', files: ['a.json5', 'b.json5'] },
    ],
    [
      'goes away, and is in two includes',
      { 'main.json': `{ l: { $include: ['a.json5', 'b.json5'] } }`, 'a.json5': '{ x: {} }', 'b.json5': '{ x: {} }' },
      (c) => delete c.l.x,
      { path: 'l.x', files: ['a.json5', 'b.json5'] },
    ],
    ['takes away what holds an include', split, (c) => delete c.logging, { path: 'logging', files: ['main.json'] }],
    [
      'turns what holds an include into something else',
      { 'main.json': '{ a: { b: { $include: "x.json5" } } }', 'x.json5': '{ c: 1 }' },
      (c) => (c.a = [1]),
      { path: 'a', files: ['main.json'] },
    ],
    [
      'lies in an item of a list',
      { 'main.json': '{ l: [{ $include: "x.json5" }] }', 'x.json5': '{ c: 1 }' },
      (c) => (c.l[0].c = 2),
      { path: 'l', files: ['main.json'] },
    ],
    [
      'lies in a file that is no object',
      { 'main.json': '{ l: { $include: "x.json5" } }', 'x.json5': '[1]' },
      (c) => (c.l = [2]),
      { path: 'l', files: ['x.json5'] },
    ],
    [
      'lies in a file that is taken in twice',
      { 'main.json': '{ a: { $include: "x.json5" }, b: { $include: "./x.json5" } }', 'x.json5': '{ c: 1 }' },
      (c) => (c.a.c = 2),
      { path: '', files: ['x.json5'] },
    ],
    [
      'lies in a file that is not there',
      { 'main.json': '{ a: { $include: "none.json5" } }' },
      (c) => (c.a = { c: 2 }),
      { path: 'a', files: ['none.json5'] },
    ],
    [
      'lies in a file that takes itself in',
      { 'main.json': '{ a: { $include: "x.json5" } }', 'x.json5': '{ $include: "x.json5" }' },
      (c) => (c.a = { c: 2 }),
      { path: 'a', files: ['x.json5'] },
    ],
  ])('is refused with path and files where it %s', async (_what, files, edit, expected) => {
    expect(await refusal(files, edit)).toEqual(expected);
  });

  it('is refused where the file has two names, which are one', async () => {
    write('x.json5', '{ c: 1 }');
    symlinkSync('x.json5', join(home, 'y.json5'));
    const main = { 'main.json': '{ a: { $include: "x.json5" }, b: { $include: "y.json5" } }' };
    expect(await refusal(main, (c) => (c.a.c = 2))).toMatchObject({ files: ['x.json5'] });
  });

  it('is refused where bytes of the file would be spoilt', async () => {
    const latin = Buffer.from('{ c: 1 } // Gr\xfcn', 'latin1');
    expect(
      await refusal({ 'main.json': '{ a: { $include: "x.json5" } }', 'x.json5': latin }, (c) => (c.a.c = 2)),
    ).toMatchObject({ files: ['x.json5'] });
  });

  it.each(['file', 'directory'])('is refused where a link leads a %s out, which is not even read', async (kind) => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'x.json5'), '{ secret: 1 }');
    if (kind === 'file') symlinkSync(join(outside, 'x.json5'), join(home, 'x.json5'));
    else symlinkSync(outside, join(home, 'd'));
    const name = kind === 'file' ? 'x.json5' : 'd/x.json5';
    write('main.json', `{ a: { $include: './${name}' } }`);
    const content = await readConfigContent(createLocalHost({ home }), join(home, 'main.json'));
    expect([content.resolved, [...content.files]]).toEqual([{ a: {} }, []]);
    expect(await refusal({}, (c) => (c.a = { secret: 2 }))).toMatchObject({ path: 'a', files: [name] });
    rmSync(outside, { recursive: true });
  });
});

const key = fc.constantFrom('a', 'b', 'c', '__proto__');
const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant([1]), fc.constant({}));
const tree = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('tree')),
  tree: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
})).tree;

it('whatever is wanted is said by all files together, or refused', async () => {
  const include = fc.constantFrom<unknown>('x.json5', ['x.json5'], ['x.json5', 'y.json5'], ['y.json5', 'x.json5']);
  let written = 0;
  await fc.assert(
    fc.asyncProperty(tree, tree, tree, include, fc.option(key), tree, async (own, x, y, $include, at, wanted) => {
      const main = at === null ? { $include, ...own } : { ...own, [at]: { $include } };
      const files = { 'main.json': main, 'x.json5': x, 'y.json5': y };
      for (const [name, value] of Object.entries(files)) write(name, JSON.stringify(value));
      const host = createLocalHost({ home });
      const path = join(home, 'main.json');
      const content = await readConfigContent(host, path);
      const texts = await changeFiles(content, { ...content.resolved, ...wanted }, host).catch((error: unknown) => {
        if (error instanceof IncludeOwned) return null;
        throw error;
      });
      if (texts === null) return;
      written += 1;
      const { resolved } = await interpretText(host, path, texts.text, texts.files);
      expect(isEqual(resolved, { ...content.resolved, ...wanted })).toBe(true);
    }),
    { numRuns: 150 },
  );
  expect(written).toBeGreaterThan(10);
});
