import type { GatewayState, MoltBotStatus } from '@moltbot-ops/sdk/types';
import { type CommonOptions, createAgentClient } from '../agent-access.ts';
import { toInert } from '../inert.ts';
import { createOutput, formatDuration, tint } from '../output.ts';

const stateWords: Record<GatewayState, string> = {
  not_installed: 'not installed',
  stopped: 'stopped',
  starting: 'starting',
  running: 'running',
  degraded: 'running, but not well',
  crash_loop: 'crashing again and again',
  unknown: 'not known',
};

const stateTones: Record<GatewayState, 'ok' | 'warning' | 'error'> = {
  not_installed: 'warning',
  stopped: 'error',
  starting: 'warning',
  running: 'ok',
  degraded: 'warning',
  crash_loop: 'error',
  unknown: 'warning',
};

/** `moltbot-ops status`: the last observation of the running agent. */
export async function runStatus(options: CommonOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const status = await createAgentClient(options).call('moltbotStatus');
  for (const line of formatStatus(status)) output.line(line);
  output.result(status);
}

/** The status as lines for people; everything that the gateway wrote is made inert. */
export function formatStatus(status: MoltBotStatus): string[] {
  const state = status.state ?? (status.running ? 'running' : 'unknown');
  const since = status.uptime_seconds ? ` for ${formatDuration(status.uptime_seconds)}` : '';
  return [
    `MoltBot gateway: ${tint(stateTones[state], stateWords[state])}${since}`,
    ...formatFacts(status).map(([name, value]) => `  ${name.padEnd(12)}${toInert(value)}`),
    ...(status.reasons ?? []).flatMap((reason) => [
      '',
      `  ${tint('strong', toInert(reason.message))} (${toInert(reason.code)})`,
      ...(reason.evidence ?? []).slice(0, 5).map((line) => `    · ${toInert(line)}`),
      `    Next: ${toInert(reason.next_step)}`,
    ]),
    ...formatChannels(status),
  ];
}

function formatFacts(status: MoltBotStatus): [string, string][] {
  const { versions, watcher } = status;
  const versionText = versions
    ? [
        ['running', versions.running],
        ['installed', versions.cli],
        ['service', versions.unit],
      ]
        .filter(([, version]) => version)
        .map(([place, version]) => `${version} (${place})`)
        .join(', ')
    : '';
  const facts: [string, string | null | undefined][] = [
    ['Version', versionText || status.version],
    ['Kept by', status.service_manager],
    ['Process', status.pid ? `pid ${status.pid}${status.port ? `, port ${status.port}` : ''}` : null],
    ['Config', status.config_path],
    ['Started', status.last_start_time],
    ['Restarts', status.restart_count_24h === undefined ? null : `${status.restart_count_24h} in 24 hours`],
    ['Watched by', watcher ? `${watcher.source}, ${watcher.state.replace('_', ' ')}` : null],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] satisfies [string, string]] : []));
}

function formatChannels(status: MoltBotStatus): string[] {
  const channels = status.channels ?? [];
  if (channels.length === 0) return [];
  return [
    '',
    '  Channels',
    ...channels.map(({ channel, label, state, detail }) => {
      const name = toInert(label ?? channel).padEnd(16);
      return `    ${name} ${state}${detail ? `: ${toInert(detail)}` : ''}`;
    }),
  ];
}
