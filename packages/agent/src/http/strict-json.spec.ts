import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonProblem } from './strict-json.ts';

describe('findJsonProblem', () => {
  it('names a key that stands twice, also when one is written with escapes', () => {
    expect(findJsonProblem('{"role":"viewer","role":"owner"}')?.field).toBe('role');
    expect(findJsonProblem('{"role":1,"r\\u006fle":2}')?.field).toBe('role');
    expect(findJsonProblem('{"a":{"b":1},"c":{"b":2}}')).toBeNull();
  });

  it('refuses names of the language’s own machinery at any depth', () => {
    expect(findJsonProblem('{"a":[{"__proto__":{}}]}')?.field).toBe('__proto__');
  });

  it('is not fooled by braces, quotes and colons inside strings', () => {
    expect(findJsonProblem('{"a":"{\\"a\\": [","b":"}: \\\\"}')).toBeNull();
    expect(findJsonProblem('["a","a"]')).toBeNull();
  });

  it('refuses nesting beyond the limit without recursing', () => {
    expect(findJsonProblem('['.repeat(1_000_000))?.message).toContain('nested');
    expect(findJsonProblem(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeNull();
  });

  it('lets every ordinary document pass', () => {
    const document = fc
      .jsonValue({ maxDepth: 5 })
      .filter((value) => !JSON.stringify(value).match(/__proto__|constructor|prototype/));
    fc.assert(fc.property(document, (value) => findJsonProblem(JSON.stringify(value)) === null));
  });
});
