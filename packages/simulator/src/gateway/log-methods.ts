// `logs.tail`: the gateway's own view of its log file, by byte cursor.
import { existsSync, readFileSync } from 'node:fs';
import { invalidRequest } from '../protocol/errors.ts';
import type { MethodCall, MethodResult } from './method-call.ts';

const defaultLines = 200;
const defaultBytes = 250_000;

export function tailLog({ state, params }: MethodCall): MethodResult {
  const limit = Number(params['limit'] ?? defaultLines);
  const bytes_max = Number(params['maxBytes'] ?? defaultBytes);
  if (limit > 5000) return { error: invalidRequest('invalid logs.tail params: at /limit: must be <= 5000') };
  if (limit < 1) return { error: invalidRequest('invalid logs.tail params: at /limit: must be >= 1') };
  if (bytes_max > 1_000_000)
    return { error: invalidRequest('invalid logs.tail params: at /maxBytes: must be <= 1000000') };
  const bytes = existsSync(state.log.path) ? readFileSync(state.log.path) : Buffer.alloc(0);
  const asked = typeof params['cursor'] === 'number' ? params['cursor'] : null;
  const reset = asked !== null && asked > bytes.length;
  const from =
    asked === null || reset ? Math.max(0, bytes.length - bytes_max) : Math.max(asked, bytes.length - bytes_max);
  const lines = splitLines(bytes.subarray(from), from > 0 && from !== asked);
  const payload = {
    file: state.log.path,
    cursor: bytes.length,
    size: bytes.length,
    lines: lines.slice(-limit),
    truncated: from > (asked ?? 0),
    reset,
  };
  return { payload };
}

/** Whole lines; the first is dropped where the cut may have gone through it. */
function splitLines(bytes: Buffer, isCut: boolean): string[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return isCut ? lines.slice(1) : lines;
}
