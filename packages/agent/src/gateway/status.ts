// Facts and decision → the status of the contract. Every text that comes from the gateway or its files is redacted here,
// on its one way out.
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { ServiceFacts } from '../ports/service-manager.ts';
import { decide } from './decide.ts';
import type { Observations } from './observation.ts';

export interface StatusInputs {
  observations: Observations;
  restart_count_24h: number;
  unit_version: string | null;
  now_ms: number;
}

function managerOf(o: Observations): string {
  const owner = o.services.find((service) => service.main_pid !== null && service.main_pid === o.process?.pid);
  if (owner !== undefined) return owner.manager;
  const silent = o.services.find((service) => !service.answered);
  if (o.process !== null) return silent?.manager ?? 'process';
  return o.services[0]?.manager ?? 'none';
}

const runningService = (o: Observations): ServiceFacts | undefined =>
  o.services.find((service) => service.active_state === 'active' && service.started_at_ms !== null);

function startedAt(o: Observations): number | null {
  return o.process?.started_at_ms ?? runningService(o)?.started_at_ms ?? null;
}

function sourceOf(o: Observations): 'websocket' | 'http' | 'process' | 'none' {
  if (o.watch.connected_ms !== null) return 'websocket';
  const kind = o.probe?.kind;
  if (kind === 'ready' || kind === 'not_ready' || kind === 'starting') return 'http';
  return o.process === null && runningService(o) === undefined ? 'none' : 'process';
}

// Control characters and marks that turn the reading direction would let a gateway's text paint over a terminal.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** The status, without `state_since`, `observed_at` and `uptime_seconds`, which are stamped when it is read. */
export function makeStatus(inputs: StatusInputs, redactRaw: (text: string) => string): MoltBotStatus {
  const redact = (text: string): string => redactRaw(text).replace(unprintable, ' ').trim();
  const { observations: o, unit_version } = inputs;
  const decision = decide(o);
  const started_at_ms = decision.running ? startedAt(o) : null;
  const container = o.services.find((service) => service.manager === 'docker');
  const running_version = decision.running ? o.watch.version : null;
  return {
    installed: decision.installed,
    running: decision.running,
    version: running_version ?? o.install.version ?? container?.version ?? null,
    service_manager: managerOf(o),
    config_path: o.install.config_exists ? o.install.config_path : null,
    last_start_time: started_at_ms === null ? null : new Date(started_at_ms).toISOString(),
    restart_count_24h: inputs.restart_count_24h,
    gateway_connected: decision.running && o.watch.connected_ms !== null,
    state: decision.state,
    reasons: decision.reasons.map((reason) => ({
      code: reason.code,
      message: redact(reason.message),
      next_step: redact(reason.next_step),
      ...(reason.evidence === undefined ? {} : { evidence: reason.evidence.map(redact) }),
    })),
    boot_id: decision.running ? o.watch.boot_id : null,
    versions: { cli: o.install.version, running: running_version, unit: unit_version },
    channels: o.watch.channels.map((channel) => ({
      ...channel,
      detail: channel.detail === null || channel.detail === undefined ? null : redact(channel.detail),
    })),
    profile: o.install.profile,
    watcher: { source: sourceOf(o), state: o.watch.state, scopes: o.watch.scopes },
    pid: decision.running ? (o.process?.pid ?? null) : null,
    port: o.port,
  };
}
