// What programs of older gateways print, which have no command that validates: whatever reads a setting refuses a
// configuration that does not hold, in words. Text in, verdict out; what is not understood is never taken for a yes.
import type { RunResult } from '../ports/host-executor.ts';

type Printed = Pick<RunResult, 'status' | 'stdout' | 'stderr'>;

/** Asks for nothing but a setting that every version knows. */
export const readSetting = ['config', 'get', 'gateway.mode'] as const;

const issues_max = 200;

/** Whether a command ended because the configuration does not hold. */
export const refusesConfig = ({ stdout, stderr }: Pick<Printed, 'stdout' | 'stderr'>): boolean =>
  /\bconfig(uration)? (is )?invalid\b|\binvalid config\b/i.test(`${stdout}\n${stderr}`);

/** Reads what `readSetting` printed; null where it is not understood. */
export function parseReading(printed: Printed): { valid: boolean; issues: { path: string; message: string }[] } | null {
  const text = `${printed.stdout}\n${printed.stderr}`.replaceAll('\\n', '\n'); // some print the two characters
  if (refusesConfig(printed)) return { valid: false, issues: readIssues(text) };
  const is_absent = /config path not found/i.test(text); // it was read, and the setting is not there
  const is_read = printed.status === 0 && /^(local|remote)\s*$/m.test(printed.stdout);
  return is_read || is_absent ? { valid: true, issues: [] } : null;
}

function readIssues(text: string): { path: string; message: string }[] {
  const found = [...text.matchAll(/^[ \t]*-[ \t]+(\S[^:\n]{0,500}):[ \t]+(\S.{0,999})/gm)].map(([, path, message]) => ({
    path: path === undefined || path === '<root>' ? '' : path,
    message: message ?? '',
  }));
  // It may say the same in its log and once more to a person.
  const once = new Map(found.map((one) => [`${one.path} ${one.message}`, one]));
  return once.size > 0 ? [...once.values()].slice(0, issues_max) : [{ path: '', message: 'The gateway refuses it' }];
}
