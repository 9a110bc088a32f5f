import { describe, expect, it } from 'vitest';
import { parseReading, refusesConfig } from './older-program.ts';

const printed = (status: number, stdout: string, stderr = '') => ({ status, stdout, stderr });

describe('what older programs print', () => {
  it('is a yes where the setting was read, and where it was looked for and is not set', () => {
    expect(parseReading(printed(0, 'local\n'))).toEqual({ valid: true, issues: [] });
    expect(parseReading(printed(1, '', 'Config path not found: gateway.mode\n'))).toEqual({ valid: true, issues: [] });
  });

  // Recorded from 2026.1.29, whose log writes two characters for its first new line, and from 2026.4.15.
  it.each([
    [
      printed(
        1,
        '',
        'Invalid config at /h/.openclaw/openclaw.json:\\n- gateway.port: Invalid input: expected number, received string\n- <root>: Unrecognized key: "bogus"\nConfig invalid\nFile: ~/.openclaw/openclaw.json\nProblem:\n  - gateway.port: Invalid input: expected number, received string\n  - <root>: Unrecognized key: "bogus"\n',
      ),
      [
        { path: 'gateway.port', message: 'Invalid input: expected number, received string' },
        { path: '', message: 'Unrecognized key: "bogus"' },
      ],
    ],
    [
      printed(
        1,
        '',
        'Config invalid\nFile: ~/.openclaw/openclaw.json\nProblem:\n  - gateway: Unrecognized key: "bogus"\n\nRun: openclaw doctor --fix\n',
      ),
      [{ path: 'gateway', message: 'Unrecognized key: "bogus"' }],
    ],
    [printed(1, '', 'Config invalid\n'), [{ path: '', message: 'The gateway refuses it' }]],
  ])('is a no with its reasons, each once', (what, issues) => {
    expect(parseReading(what)).toEqual({ valid: false, issues });
    expect(refusesConfig(what)).toBe(true);
  });

  it('is never taken for a yes where the program failed otherwise', () => {
    expect(parseReading(printed(0, 'all is well\n'))).toBeNull();
    expect(parseReading(printed(1, '', 'Error [ERR_MODULE_NOT_FOUND]: Cannot find module'))).toBeNull();
    expect(
      parseReading(printed(1, '', "error: too many arguments for 'config'. Expected 0 arguments but got 1.")),
    ).toBeNull();
    // It printed the setting and its complaint all the same.
    expect(parseReading(printed(0, 'local\n', 'Config invalid\n  - a: b\n'))).toMatchObject({ valid: false });
  });
});
