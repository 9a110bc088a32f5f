// The gateway's answers over its WebSocket → the few facts that status needs. Shapes are not trusted.
import type { ConfigIssue } from './config-file.ts';
import { arrayOf, numberOf, objectOf, textOf, valueAt } from './values.ts';

export interface Hello {
  version: string | null;
  boot_id: string;
  scopes: string[];
  device_token: string | null;
  /** The health that came along. */
  health: unknown;
}

/** Reads `hello-ok`. A gateway without boot ids gets its connection's id, so that a boot is still told apart. */
export function parseHello(payload: unknown): Hello {
  const server = objectOf(valueAt(payload, 'server'));
  const auth = objectOf(valueAt(payload, 'auth'));
  return {
    version: versionOf(server.version),
    boot_id: textOf(server.bootId, 128) ?? textOf(server.connId, 128) ?? 'unknown',
    scopes: arrayOf(auth.scopes)
      .filter((scope) => typeof scope === 'string')
      .slice(0, 32),
    device_token: textOf(auth.deviceToken, 2_000),
    health: valueAt(payload, 'snapshot', 'health'),
  };
}

/** Versions before 2026.2.26 say `dev` where nobody told them theirs; their package knows it. */
function versionOf(value: unknown): string | null {
  const version = textOf(value, 64);
  return version !== null && /^\d/.test(version) ? version : null;
}

/** Reads `config.get`: only whether the file on disk is valid, and why not. */
export function parseLiveConfig(payload: unknown): { valid: boolean; issues: ConfigIssue[] } {
  const body = objectOf(payload);
  return { valid: body.valid !== false, issues: parseIssues(body.issues) };
}

/** Reads a list of `{path, message}`; at most twenty. */
export function parseIssues(value: unknown): ConfigIssue[] {
  return arrayOf(value)
    .slice(0, 20)
    .map((item) => {
      const issue = objectOf(item);
      return { path: textOf(issue.path, 200) ?? '', message: textOf(issue.message, 400) ?? 'not valid' };
    });
}

/** Reads the `shutdown` event. */
export function parseShutdown(payload: unknown): { restarting: boolean } {
  const body = objectOf(payload);
  const expected = numberOf(body.restartExpectedMs);
  return { restarting: expected !== null || /restart/i.test(textOf(body.reason) ?? '') };
}
