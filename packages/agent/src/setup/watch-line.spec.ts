import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLine, removeLine, watchLine } from './watch-line.ts';

const body = 'AAAAC3NzaC1lZDI1NTE5AAAAIGqWf0gX1qzR8o3tDq3YyqGkq9xkY8mV3m0P6m8Qx7aB';
const public_key = `ssh-ed25519 ${body} watch@moltbot-ops`;
const line = watchLine(18_789, public_key);
const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOTHERotherOTHERotherOTHERotherOTHERother00 me@laptop';

describe('the line of a watch key', () => {
  it('takes everything away and forces a relay to one port', () => {
    expect(line).toMatch(
      /^restrict,command="exec bash -c '[^'"]+\/dev\/tcp\/127\.0\.0\.1\/18789 [^'"]+'" ssh-ed25519 /,
    );
    expect(line).not.toContain('\n');
  });

  it('is not made of anything but a port and a key', () => {
    for (const port of [0, -1, 65_536, 1.5, Number.NaN]) expect(() => watchLine(port, public_key)).toThrow();
    for (const bad of [
      '',
      'x',
      `${public_key}\nssh-rsa AAAA`,
      `command="id" ${public_key}`,
      `${public_key} more words`,
    ])
      expect(() => watchLine(1, bad)).toThrow();
  });

  it('comes and goes without a change to what else is there', () => {
    const lines = fc.array(fc.constantFrom(other, '# comment', '', 'ssh-rsa AAAAB3 ümläut', '  '), { maxLength: 6 });
    fc.assert(
      fc.property(lines, fc.boolean(), (others, ended) => {
        const before = others.join('\n') + (ended && others.length > 0 ? '\n' : '');
        const after = addLine(before, line, public_key);
        expect(after.split('\n').filter((one) => one === line)).toHaveLength(1);
        expect(addLine(after, line, public_key)).toBe(after);
        const restored = removeLine(after, public_key);
        expect(restored === before || restored === `${before}\n`).toBe(true);
      }),
    );
  });
});
