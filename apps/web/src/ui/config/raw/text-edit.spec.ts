import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson5 } from '../json5.ts';
import { isSame } from '../tree.ts';
import { formatJson5 } from './format.ts';
import { locate, reconcile } from './text-edit.ts';

const text = `// The gateway of the harbour.
{
  gateway: {
    port: 18789, // do not move
    auth: { mode: 'token', token: '__MOLTBOT_OPS_KEPT__' },
  },
  /* loud */
  logging: { level: 'info' },
  tools: {
    allow: ['a', 'b'],
    deny: ['c']
  }
}
`;
interface Whole {
  gateway: { port?: number; bind?: string };
  logging: { level?: string; file?: string };
  tools: { allow: string[]; deny?: string[]; profile?: string };
  channels?: object;
}
const read = (from: string): Whole => {
  const reading = readJson5(from);
  if (!reading.ok) throw new Error(reading.message);
  return reading.value as Whole; // the text above, or what a test made of it
};
const change = (alter: (whole: Whole) => void) => {
  const whole = structuredClone(read(text));
  alter(whole);
  const next = reconcile(text, whole);
  expect(read(next)).toEqual(whole);
  return next;
};

describe('changing JSON5 text', () => {
  it('touches only the value that changed', () => {
    const next = change((whole) => {
      whole.gateway.port = 19000;
    });
    expect(next).toBe(text.replace('18789', '19000'));
  });
  it('adds a member behind the last one, in the manner of its neighbours', () => {
    expect(
      change((whole) => {
        whole.gateway.bind = 'lan';
      }),
    ).toContain('token: \'__MOLTBOT_OPS_KEPT__\' },\n    bind: "lan",\n  },');
    expect(
      change((whole) => {
        whole.tools.profile = 'full';
      }),
    ).toContain('deny: [\'c\'],\n    profile: "full"\n  }');
    expect(
      change((whole) => {
        whole.logging.file = '/x';
      }),
    ).toContain('logging: { level: \'info\', file: "/x" },');
  });
  it('takes a member out with its line and its comma', () => {
    expect(
      change((whole) => {
        delete whole.tools.deny;
      }),
    ).toContain("allow: ['a', 'b']\n  }");
    expect(
      change((whole) => {
        delete whole.gateway.port;
      }),
    ).toContain('// do not move');
  });
  it('keeps every comment', () => {
    const next = change((whole) => {
      whole.channels = { telegram: { enabled: true } };
      whole.gateway.port = 1;
      delete whole.logging.level;
    });
    for (const comment of ['// The gateway of the harbour.', '// do not move', '/* loud */'])
      expect(next).toContain(comment);
  });
  it('says whatever it is to say, from whatever there was', () => {
    const value = fc.letrec((tie) => ({
      tree: fc.dictionary(
        fc.string({ maxLength: 4 }),
        fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer()), tie('tree')),
        { maxKeys: 4 },
      ),
    })).tree;
    fc.assert(
      fc.property(value, value, fc.boolean(), (from, to, pretty) => {
        const before = pretty ? JSON.stringify(from, null, 2) : JSON.stringify(from);
        return isSame(read(reconcile(before, to)), to);
      }),
    );
  });
  it('finds a path in the text, or its nearest parent', () => {
    const reading = readJson5(text);
    if (!reading.ok) throw new Error(reading.message);
    expect(text.slice(...locate(reading.document.body, ['tools', 'allow', '1']))).toBe("'b'");
    expect(text.slice(...locate(reading.document.body, ['logging', 'missing', 'x']))).toBe("{ level: 'info' }");
  });
});

describe('formatting', () => {
  it('keeps what is said and every comment, and changes nothing twice', () => {
    const once = formatJson5(`{a:1,// one\n'b':[1,2,{}],/* two */c:{d:null,},}`);
    expect(once).toBe(`{
  a: 1, // one
  'b': [
    1,
    2,
    {}
  ], /* two */
  c: {
    d: null,
  },
}
`);
    expect(formatJson5(once)).toBe(once);
    expect(read(formatJson5(text))).toEqual(read(text));
  });
  it('leaves alone what cannot be read', () => expect(formatJson5('{ a: ')).toBe('{ a: '));
});

describe('reading JSON5', () => {
  it.each([
    ['{ a: 1\n  b: 2 }', 2],
    ['{\n  a: [1, 2\n', 2],
    ['', 1],
  ])('says where %j breaks', (broken, line) => {
    expect(readJson5(broken)).toMatchObject({ ok: false, line });
  });
  it('outlives any depth', () => expect(readJson5('['.repeat(20_000))).toMatchObject({ ok: false }));
  it('holds a `__proto__` for a name', () => {
    expect(Object.keys(read('{ "__proto__": { x: 1 } }'))).toEqual(['__proto__']);
  });
});
