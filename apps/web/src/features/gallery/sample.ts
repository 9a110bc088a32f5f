import type { RibbonMark, RibbonSpan } from '../../ui/ribbon/layout.ts';

export const sampleNow = Date.parse('2026-03-14T14:05:00Z');

const ago = (minutes: number) => new Date(sampleNow - minutes * 60_000).toISOString();
const span = (state: RibbonSpan['state'], from: number, to: number): RibbonSpan => ({
  state,
  from: ago(from),
  to: ago(to),
});

/** A day with one of everything. */
export const sampleSpans: RibbonSpan[] = [
  span('running', 1300, 960),
  span('stopped', 960, 948),
  span('starting', 948, 946),
  span('running', 946, 610),
  span('unknown', 610, 560),
  span('running', 560, 300),
  span('crash_loop', 300, 270),
  span('degraded', 270, 90),
  span('running', 90, 0),
];

export const sampleMarks: RibbonMark[] = [
  { at: ago(960), kind: 'state', message: 'The gateway stopped.', severity: 'error' },
  { at: ago(948), kind: 'boot', message: 'The gateway started.', severity: 'ok' },
  { at: ago(700), kind: 'access', message: 'A device was paired.', severity: 'info' },
  { at: ago(300), kind: 'boot', message: 'The gateway died three times in a minute.', severity: 'error' },
  { at: ago(298), kind: 'boot', message: 'The gateway started.', severity: 'warning' },
  { at: ago(90), kind: 'state', message: 'Telegram is up again.', severity: 'ok' },
  { at: ago(30), kind: 'agent', message: 'The agent started.', severity: 'info' },
];
