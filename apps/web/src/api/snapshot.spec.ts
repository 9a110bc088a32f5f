import { expect, it } from 'vitest';
import { makeSnapshot } from './snapshot.ts';

it('keeps no path, no evidence, no process and nobody’s name', () => {
  const snapshot = makeSnapshot(
    {
      installed: true,
      running: true,
      service_manager: 'process',
      gateway_connected: true,
      config_path: '/home/ops/.openclaw/openclaw.json',
      boot_id: 'boot-7',
      pid: 4711,
      reasons: [{ code: 'a', message: 'b', next_step: 'c', evidence: ['secret-looking line'] }],
      channels: [{ channel: 'telegram', state: 'down', detail: '401 for bot 12345' }],
    },
    {
      from: '2026-03-14T00:00:00Z',
      to: '2026-03-14T01:00:00Z',
      spans: [],
      marks: [
        { at: '2026-03-14T00:10:00Z', kind: 'access', message: 'Phone of somebody was paired.' },
        { at: '2026-03-14T00:20:00Z', kind: 'boot', message: 'The gateway started.' },
      ],
    },
    1,
  );
  const text = JSON.stringify(snapshot);
  for (const word of ['/home/ops', 'boot-7', '4711', 'secret-looking', '12345', 'somebody'])
    expect(text).not.toContain(word);
  expect(snapshot.timeline?.marks).toHaveLength(1);
  expect(snapshot.status.reasons).toEqual([{ code: 'a', message: 'b', next_step: 'c' }]);
});
