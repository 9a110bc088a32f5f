// The text of a unit. Its policy is the one that the gateway's own installer writes, so that the gateway's doctor finds
// nothing to change. Values come quoted for systemd; a line break in one is refused.
import type { ServiceSpec } from '../ports/service-control.ts';

/** First line of every unit of ours; what does not begin with it belongs to somebody else. */
export const unitMark = '# Written by MoltBot Ops. It replaces this file when it installs; put changes into a drop-in.';

export function renderUnit(spec: ServiceSpec): string {
  const seconds = (ms: number): string => String(Math.round(ms / 1000));
  return [
    unitMark,
    '[Unit]',
    `Description=${plain(spec.description)}`,
    'After=network-online.target',
    'Wants=network-online.target',
    'StartLimitBurst=10',
    'StartLimitIntervalSec=300',
    '',
    '[Service]',
    `ExecStart=${spec.argv.map((word) => quote(word)).join(' ')}`,
    'Restart=always',
    `RestartSec=${seconds(spec.restart_delay_ms)}`,
    `RestartPreventExitStatus=${spec.fatal_exit_status}`,
    `TimeoutStopSec=${seconds(spec.stop_timeout_ms)}`,
    'TimeoutStartSec=30',
    'SuccessExitStatus=0 143',
    'OOMPolicy=continue',
    'KillMode=mixed',
    `WorkingDirectory=${plain(spec.home).replaceAll('%', '%%')}`,
    ...Object.entries(spec.environment).map(([name, value]) => `Environment=${quoteSetting(`${name}=${value}`)}`),
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
}

/** One word of a command; there `$` is a sign of systemd’s own, and doubled. */
export function quote(word: string): string {
  return quoteSetting(word).replaceAll('$', '$$$$');
}

/** One word of a setting, such as an assignment, where only `%` is such a sign: a doubled `$` would stay doubled. */
function quoteSetting(word: string): string {
  const escaped = plain(word).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%');
  return /[\s"\\';]/.test(word) || word === '' ? `"${escaped}"` : escaped;
}

function plain(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error('A unit cannot hold control characters.');
  return text;
}
