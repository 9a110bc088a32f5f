import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { editConfigText } from './edit.ts';
import type { Tree } from './tree.ts';

const owned = `// mine
{
  // the door
  gateway: { mode: 'local', port: 18789, auth: { token: "abc" } }, // trailing
  "channels": {
    telegram: {
      enabled: true, // yes
      allowFrom: [
        'tg:1', // me
        'tg:2',
      ],
    },
  },
  /* end */
}
`;
// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
const change = (text: string, make: (config: any) => void): string => {
  const config = JSON5.parse(text);
  make(config);
  return editConfigText(text, config);
};

describe('a change in a configuration somebody wrote', () => {
  it('touches nothing but the value that differs, and keeps its quotes', () => {
    expect(change(owned, (c) => (c.gateway.auth.token = "it's"))).toBe(owned.replace('"abc"', `"it's"`));
    expect(change(owned, (c) => (c.gateway.mode = "it's"))).toBe(owned.replace("'local'", "'it\\'s'"));
  });

  it('changes nothing where nothing differs', () => {
    expect(change(owned, () => undefined)).toBe(owned);
  });

  it('adds members at the end, in the style of the owner and behind the comments of the line', () => {
    expect(change(owned, (c) => (c.channels.telegram.botToken = 'x'))).toBe(
      owned.replace('      ],\n    },', "      ],\n      botToken: 'x',\n    },"),
    );
    expect(change(owned, (c) => (c.gateway.bind = 'lan'))).toBe(
      owned.replace('{ token: "abc" } }', `{ token: "abc" }, bind: 'lan' }`),
    );
    expect(change(owned, (c) => (c.logging = { level: 'info', redact: ['a'] }))).toBe(
      owned.replace('    },\n  },\n', "    },\n  },\n  logging: {\n    level: 'info',\n    redact: ['a'],\n  },\n"),
    );
  });

  it('removes a member with its line, and leaves comments of others alone', () => {
    expect(change(owned, (c) => delete c.channels)).toBe(
      owned.slice(0, owned.indexOf('  "channels"')) + owned.slice(owned.indexOf('  /* end */')),
    );
    expect(change(owned, (c) => delete c.gateway.port)).toBe(owned.replace('port: 18789, ', ''));
  });

  it('adds to and takes from lists without rewriting them', () => {
    expect(change(owned, (c) => c.channels.telegram.allowFrom.push('tg:3'))).toBe(
      owned.replace("'tg:2',\n", "'tg:2',\n        'tg:3',\n"),
    );
    expect(change(owned, (c) => c.channels.telegram.allowFrom.pop())).toBe(owned.replace("        'tg:2',\n", ''));
    expect(change(owned, (c) => c.channels.telegram.allowFrom.splice(1, 0, 'tg:9'))).toBe(
      owned.replace('// me\n', "// me\n        'tg:9',\n"),
    );
  });

  it('leaves no trailing comma in strict JSON', () => {
    const strict = '{\n  "a": 1,\n  "b": 2\n}\n';
    expect(change(strict, (c) => delete c.b)).toBe('{\n  "a": 1\n}\n');
    expect(change(strict, (c) => (c.c = { d: [] }))).toBe('{\n  "a": 1,\n  "b": 2,\n  "c": {\n    "d": []\n  }\n}\n');
    expect(change('{}', (c) => (c.a = 1))).toBe('{\n  "a": 1\n}');
  });

  it('writes a file that was not there as the gateway would', () => {
    expect(editConfigText('', { gateway: { mode: 'local' } })).toBe('{\n  "gateway": {\n    "mode": "local"\n  }\n}\n');
  });

  it('refuses a text that is no JSON5', () => {
    expect(() => editConfigText('{ a: ', { a: 1 })).toThrow(/no JSON5/);
  });
});

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'if', '__proto__', 'x-y', "it's", 'a.b', ''),
  fc.string({ maxLength: 6 }),
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true }),
);
const tree = fc.letrec<{ value: unknown; tree: Tree }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('tree'),
  ),
  tree: fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 5, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries)),
})).tree;

/** Writes a value as a careless hand would: comments, both quotes, bare names, commas at the end. */
function scribble(value: unknown, next: () => number, depth = 0): string {
  const gap = () => ['', ' ', '\n', '\n  ', ' /* c */ ', ' // c\n', '\r\n\t'][next() % 7];
  if (typeof value === 'string') return next() % 2 ? JSON.stringify(value) : JSON5.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => gap() + scribble(item, next, depth + 1) + gap());
    return `[${items.join(',')}${items.length > 0 && next() % 2 ? ',' : ''}${gap()}]`;
  }
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value);
  const members = Object.entries(value).map(([name, member]) => {
    const bare = /^[A-Za-z_$][\w$]*$/.test(name) && next() % 2;
    return `${gap()}${bare ? name : JSON.stringify(name)}${gap()}:${gap()}${scribble(member, next, depth + 1)}${gap()}`;
  });
  return `{${members.join(',')}${members.length > 0 && next() % 2 ? ',' : ''}${gap()}}`;
}

describe('any change in any text', () => {
  it('says the wanted afterwards, and leaves a text alone that says it already', () => {
    fc.assert(
      fc.property(
        tree,
        tree,
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        fc.boolean(),
        (before, other, dice, merge) => {
          let at = 0;
          const next = () => dice[at++ % dice.length] ?? 0;
          const text = scribble(before, next);
          const wanted = merge ? { ...before, ...other } : other;
          // The editor itself reads its work again and throws when it does not say what was wanted.
          editConfigText(text, JSON5.parse(JSON.stringify(wanted)));
          expect(editConfigText(text, JSON5.parse(text))).toBe(text);
        },
      ),
      { numRuns: 600 },
    );
  });
});
