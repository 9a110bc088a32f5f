import { describe, expect, it } from 'vitest';
import { bootsInLog, findInLog, readsSafeMode } from './log-findings.ts';

const at = (seconds: number, message: string, subsystem = 'gateway') =>
  JSON.stringify({
    time: new Date(seconds * 1000).toISOString(),
    message,
    _meta: { name: JSON.stringify({ subsystem }) },
  });
const scope = { from_ms: 100_000, config_path: '/h/openclaw.json', port: 18789, exclusive: false };

describe('findInLog', () => {
  it('names an invalid configuration, only ours and only of this run', () => {
    const ours = at(
      101,
      'Gateway failed to start: Invalid config at /h/openclaw.json:\nopenclaw.json:3 — gateway.port: bad',
    );
    const others = at(101, 'Gateway failed to start: Invalid config at /other/openclaw.json:\nx');
    expect(findInLog(ours, scope)).toEqual([
      { code: 'config_invalid', line: 'Gateway failed to start: Invalid config at /h/openclaw.json:' },
    ]);
    expect(findInLog([others, at(50, 'Invalid config at /h/openclaw.json')].join('\n'), scope)).toEqual([]);
  });

  it('knows the port by its number in a shared log, and needs no name in a log of its own', () => {
    const line = at(101, 'another gateway instance is already listening on ws://127.0.0.1:18789');
    expect(findInLog(line, scope).map((one) => one.code)).toEqual(['port_taken']);
    expect(findInLog(at(101, 'write failed: ENOSPC'), scope)).toEqual([]);
    expect(findInLog(at(101, 'write failed: ENOSPC'), { ...scope, exclusive: true })).toHaveLength(1);
  });

  it('survives lines that are cut, binary or hostile', () => {
    expect(findInLog(['{"time":', '\u0000\u0001', 'null', '[]', `{"time":1,"message":{}}`].join('\n'), scope)).toEqual(
      [],
    );
  });

  it('reads boots and safe mode', () => {
    const text = [
      at(90, 'starting...'),
      at(101, 'starting...'),
      at(102, 'starting...', 'plugins'),
      at(103, 'channel autostart suppressed by crash-loop breaker; refusing'),
    ].join('\n');
    expect(bootsInLog(text, scope.from_ms)).toEqual([101_000]);
    expect([readsSafeMode(text, scope), readsSafeMode(at(101, 'ready'), scope)]).toEqual([true, false]);
  });
});
