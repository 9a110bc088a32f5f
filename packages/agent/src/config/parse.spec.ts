import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { locatePaths, parseConfigText, text_bytes_max } from './parse.ts';

const problemOf = (text: string) => {
  const parsed = parseConfigText(text);
  return parsed.ok ? null : parsed.problem;
};
const readByGateway = (text: string): { value: unknown } | null => {
  try {
    return { value: JSON5.parse(text) };
  } catch {
    return null;
  }
};

describe('a text that the gateway takes', () => {
  it.each([
    '{}',
    '\ufeff{a:1}',
    '// first\n{ /* second */ "a": 1, } // third',
    "{'a':'it\\'s\\\nx', b:'\\x41\\u0042\\0\\q', c:'\\\r\ny'}",
    '{a:Infinity,b:-Infinity,c:NaN,d:+1,e:.5,f:5.,g:0x1F,h:-0x1f,i:1e3,j:-0,k:5.e2}',
    '{class:1,if:2,null:3,true:4,Infinity:5,\\u0061b:6,ünï:7,$_:8,ªx:9}',
    '\u00a0\u2028[1,[],{},"\u2028",]\u3000',
    '"text"',
    '{"a":{"b":[{"c":null}]}}',
  ])('gives the same value: %j', (text) => {
    expect(parseConfigText(text)).toEqual({ ok: true, value: readByGateway(text)?.value });
  });

  const word = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      "'b'",
      'a',
      'b',
      '$',
      '1',
      '0',
      '01',
      '-',
      '+',
      '.',
      '1e',
      'e5',
      '0x',
      '0x1g',
    ],
    ...[
      'Infinity',
      'NaN',
      'null',
      'true',
      'nul',
      '//',
      '\n',
      '/*',
      '*/',
      '/',
      ' ',
      '\t',
      '\\',
      '\\u0061',
      '"',
      "'",
      '\r',
      '\0',
    ],
    ...['\u2028', '\ufeff', '\u00a0', 'ä', '{a:1}', '"\\', '\ud800', '_', '"\t"', '.5', '5.'],
  );
  const soup = fc.array(word, { maxLength: 14 }).map((words) => words.join(''));
  const value = fc.jsonValue({ maxDepth: 5 });
  const written = fc
    .tuple(value, fc.boolean())
    .map(([json, loose]) => (loose ? JSON5.stringify(json, null, 1) : JSON.stringify(json)));
  const broken = fc.tuple(written, fc.nat(), word).map(([text, at, more]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + more + text.slice(cut);
  });

  it.each([
    ['words in any order', soup],
    ['what a writer wrote', written],
    ['what somebody broke', broken],
  ])('and no other, with the same value: %s', (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const [mine, theirs] = [parseConfigText(text), readByGateway(text)];
        if (!mine.ok && /stands twice|not allowed/.test(mine.problem.message)) return;
        expect(mine.ok ? { value: mine.value } : null).toEqual(theirs);
      }),
      { numRuns: 5_000, seed: 5 },
    );
  });
});

describe('a text that is refused', () => {
  it.each([
    ['', 1, 1, 'it ends too early: a value is missing'],
    ['{\n  a: 1\n  b: 2\n}', 3, 3, 'a comma or `}` is missing here'],
    ['{ a: [1, 2 }', 1, 12, 'a comma or `]` is missing here'],
    ['{a:1}\0', 1, 6, 'the configuration has ended, and more follows'],
    ["{ a: 'x\ny' }", 1, 6, 'a text breaks over lines here'],
    ['{ a: 1, a: 2 }', 1, 9, 'this name stands twice in the same object'],
    ['{ gateway: { "__proto__": {} } }', 1, 14, 'the name "__proto__" is not allowed'],
    ['{ 1: 2 }', 1, 3, 'a name is missing here'],
    ['/* {a:1}', 1, 1, 'a comment is not closed'],
  ])('%j says where and why', (text, line, column, message) => {
    expect(problemOf(text)).toMatchObject({ line, column, message });
  });

  it('names the path of a name that stands twice', () => {
    expect(problemOf('{ a: [{}, { b: { c: 1, c: 2 } }] }')?.path).toBe('a.1.b.c');
  });

  it.each(['[', '{a:', '{"a":['])('is nested ten thousand times by %j and costs no stack', (open) => {
    expect(problemOf(open.repeat(10_000))?.message).toContain('nested deeper');
  });

  it('is larger than four MiB', () => {
    expect(problemOf(`"${'x'.repeat(text_bytes_max)}"`)?.message).toContain('4 MiB');
  });
});

describe('the place of a path', () => {
  const text = '{\n  // first\n  gateway: {\n    "port": 1,\n    list: [1, { x: 2 }],\n  },\n}';
  it.each([
    [['gateway', 'port'], 4, 5],
    [['gateway', 'list', 1, 'x'], 5, 17],
    [['gateway', 'list', '0'], 5, 12],
    [['gateway', 'missing', 'deep'], 3, 3],
    [['channels'], 1, 1],
    [[], 1, 1],
  ])('%j is at %i:%i', (path, line, column) => {
    expect(locatePaths(text, [path])).toEqual([{ line, column }]);
  });
});
