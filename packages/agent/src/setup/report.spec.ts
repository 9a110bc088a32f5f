import type { Job, MoltBotStatus } from '@moltbot-ops/sdk/types';
import { describe, expect, test } from 'vitest';
import { makeSetupReport, type ReportSources } from './report.ts';

const secret = 'hunter2hunter2';
const job: Job = {
  ...{ job_id: 'job_00000000', kind: 'install_local', title: 'Install', state: 'succeeded', host: 'this machine' },
  ...{ created_at: '2026-11-22T08:00:00.000Z', started_at: '2026-11-22T08:00:01.000Z', waits_for: null },
  ...{ finished_at: '2026-11-22T08:01:00.000Z', steps_done: 1, steps_total: 1, cancellable: false, error: null },
  remains: [],
  result: { version: '2026.9.6', digest: 'sha512-abc', prefix: '/home/op/.local' },
  steps: [
    {
      ...{ step: 'download', title: 'Download', state: 'done', attempt: 1, started_at: null, finished_at: null },
      evidence: [{ label: 'said', value: `a|b <script>alert(1)</script>\n## Injected ${secret}` }],
    },
  ],
};
const status: MoltBotStatus = { installed: true, running: true, service_manager: 'systemd', gateway_connected: true };
const sources = (change: Partial<ReportSources> = {}): ReportSources => ({
  wizard: {
    choice: { place: 'local', method: 'npm', channel: 'stable' },
    prerequisites: {
      ...{ host: 'this machine', method: 'npm', ready: true, checked_at: '2026-11-22T07:59:00.000Z' },
      checks: [{ check: 'disk_free', title: 'Disk', outcome: 'ok', message: '40 GB are free.' }],
    },
    ...{ install_job_id: job.job_id, apply_job_id: null, completed_at: null },
  },
  ...{
    install_job: job,
    apply_job: null,
    status,
    left_behind: ['On a@b:22 a line stays.'],
    agent_version: '1.2.3',
    now_ms: Date.parse('2026-11-22T09:00:00Z'),
  },
  redact: (text) => text.replaceAll(secret, '[redacted]'),
  ...change,
});

describe('the setup report', () => {
  test('says what was chosen, checked, done and how to go back, as data and as Markdown', () => {
    const { sections, markdown } = makeSetupReport(sources());
    const facts = sections.flatMap((section) => section.facts.map(({ label, value }) => `${label}: ${value}`));
    for (const expected of [
      'Digest: sha512-abc',
      'Version: 2026.9.6',
      'Disk: ok: 40 GB are free.',
      'Method: npm',
      'Left by former watching: On a@b:22 a line stays.',
    ])
      expect(facts).toContain(expected);
    expect(sections.at(-1)?.title).toBe('How to go back');
    for (const { title } of sections) expect(markdown).toContain(`## ${title}`);
  });

  test('names the command that takes a container away again', () => {
    const install_job = { ...job, result: { container: 'openclaw-gateway' } };
    expect(makeSetupReport(sources({ install_job })).markdown).toContain('docker rm -f openclaw-gateway');
  });

  test('leaves out what did not happen', () => {
    const result = { port_waits: false, channels_up: [], kept: true, channels_down: ['telegram'] };
    const [section] = makeSetupReport(sources({ install_job: { ...job, result } })).sections.filter(
      ({ title }) => title === 'Installation',
    );
    const facts = section?.facts.map(({ label, value }) => `${label}: ${value}`) ?? [];
    expect(facts).toEqual(expect.arrayContaining(['Kept: yes', 'Channels down: telegram']));
    expect(facts.join()).not.toMatch(/Port waits|Channels up/);
  });

  test('passes the redactor, and carries nobody else’s markup', () => {
    const report = makeSetupReport(sources());
    expect(JSON.stringify(report)).not.toContain(secret);
    expect(report.markdown).not.toMatch(/^## Injected/m);
    expect(report.markdown).toContain('a\\|b \\<script\\>alert(1)\\</script\\>');
  });

  test('is not there before anything was begun', () => {
    const wizard = { choice: null, prerequisites: null, install_job_id: null, apply_job_id: null, completed_at: null };
    expect(() => makeSetupReport(sources({ wizard, install_job: null }))).toThrow(
      expect.objectContaining({ code: 'setup_nothing_yet' }),
    );
  });
});
