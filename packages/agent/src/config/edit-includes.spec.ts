import { describe, expect, it } from 'vitest';
import { IncludeOwned, placeInFile } from './edit-includes.ts';
import { readConfigText } from './edit-text.ts';
import type { ConfigContent, Include } from './read.ts';
import type { Tree } from './tree.ts';

function contentOf(text: string, includes: Include[], resolved: Tree): ConfigContent {
  const reading = readConfigText(text);
  if (!reading.ok) throw new Error(reading.message);
  const main = reading.config;
  const facts = {
    path: '/c/a.json',
    real_path: '/c/a.json',
    exists: true,
    text,
    is_exact: true,
    hash: 'h',
    problem: null,
    owner: null,
  };
  return { ...facts, main, resolved, includes, files: new Map() };
}

const content = contentOf(
  `{ gateway: { port: 1 }, logging: { $include: './l.json5', level: 'warn' }, agents: { $include: './a.json5' } }`,
  [
    { at: ['logging'], files: ['/c/l.json5'], value: { level: 'info', file: '/x' } },
    { at: ['agents'], files: ['/c/a.json5'], value: { list: [1] } },
  ],
  { gateway: { port: 1 }, logging: { level: 'warn', file: '/x' }, agents: { list: [1] } },
);
const with_ = (change: (config: Tree) => void): Tree => {
  const config = structuredClone(content.resolved);
  change(config);
  return config;
};

describe('a change of a configuration with includes', () => {
  it('keeps every include as it is written', () => {
    expect(placeInFile(content, content.resolved)).toEqual(content.main?.tree);
    expect(
      placeInFile(
        content,
        with_((c) => (c.gateway = { port: 2 })),
      ),
    ).toEqual({ ...content.main?.tree, gateway: { port: 2 } });
    expect(
      placeInFile(
        content,
        with_((c) => (c.ui = {})),
      ),
    ).toEqual({ ...content.main?.tree, ui: {} });
  });

  it('puts what is new beside an include', () => {
    const wanted = with_((c) => (c.logging = { ...(c.logging as Tree), style: 'json' }));
    expect(placeInFile(content, wanted)).toMatchObject({
      logging: { $include: './l.json5', level: 'warn', style: 'json' },
    });
  });

  it.each<[string, (config: Tree) => void, string]>([
    ['changes what an include says', (c) => (c.agents = { list: [2] }), '/c/a.json5'],
    ['takes away what an include says', (c) => (c.logging = { level: 'warn' }), '/c/l.json5'],
    ['takes away what holds an include', (c) => delete c.agents, '/c/a.json5'],
    [
      'changes what stands over an include',
      (c) => (c.logging = { ...(c.logging as Tree), level: 'debug' }),
      '/c/l.json5',
    ],
  ])('is refused, with the file named, where it %s', (_what, change, file) => {
    let refusal: unknown;
    try {
      placeInFile(content, with_(change));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(IncludeOwned);
    expect(refusal).toMatchObject({ files: [file] });
  });
});
