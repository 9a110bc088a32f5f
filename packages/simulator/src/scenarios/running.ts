// The scenarios that act on a running gateway, one function each.

import { listChannels } from '../gateway/channels.ts';
import type { SimulatedGateway } from '../gateway/gateway.ts';
import type { Scenario, ScenarioName } from './names.ts';

const crashMessage =
  'Uncaught exception: Error: simulated fault in plugin runtime\n    at PluginHost.dispatch (file:///simulated/plugin-host.mjs:1:1)';

type RunningName = Exclude<ScenarioName, 'healthy' | 'starting_slow' | 'exit_78' | 'invalid_config' | 'upgrade_fails'>;

export const runningScenarios: Record<RunningName, Scenario> = {
  crash_loop: {
    summary: 'Dies with exit code 1 shortly after each start; after three of them the channels stay off.',
    enter: (gateway) => gateway.state.clock.after(400, () => gateway.crash(1, crashMessage)),
  },
  gateway_disconnected: {
    summary: 'The process lives and the port is closed.',
    enter(gateway) {
      gateway.setReachable(false);
      return () => gateway.setReachable(true);
    },
  },
  high_log_volume: {
    summary: 'Writes 2000 log lines a second, some of them very long.',
    enter: (gateway) => gateway.state.clock.every(50, () => floodLog(gateway, 100)),
  },
  disk_pressure: {
    summary: 'Nearly no space left: writes fail with ENOSPC and the log goes silent.',
    enter: pressDisk,
  },
  channel_down: { summary: 'A configured channel is dead while health stays ok.', enter: breakChannels },
  auth_failures: {
    summary: 'Somebody keeps knocking with a wrong token.',
    enter: (gateway) => gateway.state.clock.every(500, () => logAuthFailure(gateway)),
  },
  memory_growth: { summary: 'Resident memory grows by 4 MB a second, up to 400 MB.', enter: growMemory },
  restart_hangs: {
    summary: 'A restart or a stop drains for ever; the process stays.',
    enter(gateway) {
      gateway.state.conditions.drain_hangs = true;
      return () => {
        gateway.state.conditions.drain_hangs = false;
      };
    },
  },
};

function floodLog(gateway: SimulatedGateway, lines: number): void {
  const { state } = gateway;
  for (let line = 0; line < lines; line += 1) {
    const number = state.random.integer('flood', 0, 1_000_000);
    const tail = number % 50 === 0 ? ` ${'x'.repeat(20_000)}` : '';
    const message = `processed inbound message seq=${number} session=agent:main:main${tail}`;
    state.log.write({
      level: number % 20 === 0 ? 'WARN' : 'INFO',
      subsystem: 'gateway/channels',
      message,
      console: false,
    });
  }
}

function pressDisk(gateway: SimulatedGateway): () => void {
  const { state } = gateway;
  const fault = 'ENOSPC: no space left on device, write';
  state.conditions.disk_available_bytes = 5_000_000;
  state.conditions.storage_fault = fault;
  state.log.write({ level: 'ERROR', subsystem: 'gateway', message: `failed to persist state: ${fault}` });
  state.log.write({ level: 'WARN', subsystem: 'logging', message: 'log file size cap reached; suppressing writes' });
  state.log.suppress(fault);
  return () => {
    state.log.suppress(null);
    state.conditions.disk_available_bytes = null;
    state.conditions.storage_fault = null;
  };
}

function breakChannels(gateway: SimulatedGateway): () => void {
  const { state } = gateway;
  if (listChannels(state).length === 0) {
    state.applied = { ...state.applied, channels: { telegram: { enabled: true, botToken: 'simulated' } } };
  }
  state.conditions.channels_down = true;
  for (const channel of listChannels(state)) {
    const message = `[default] channel exited: Call to 'getMe' failed! (network request failed)`;
    state.log.write({ level: 'ERROR', subsystem: `gateway/channels/${channel}`, message });
  }
  return () => {
    state.conditions.channels_down = false;
    state.applied = state.document.parsed;
  };
}

function logAuthFailure(gateway: SimulatedGateway): void {
  const { state } = gateway;
  const port = state.random.integer('knock', 32_768, 60_999);
  const conn = state.random.uuid('knock-conn');
  const peer = `203.0.113.9:${port}->127.0.0.1:${state.port}`;
  const message = `unauthorized conn=${conn} peer=${peer} remote=203.0.113.9 client=gateway-client backend v0.0.0 role=operator scopes=1 auth=token device=no platform=linux instance=n/a host=127.0.0.1:${state.port} origin=n/a ua=n/a reason=token_mismatch guidance=unauthorized: gateway token mismatch (provide gateway auth token)`;
  state.log.write({ level: 'WARN', subsystem: 'gateway/ws', message });
}

function growMemory(gateway: SimulatedGateway): () => void {
  const { state } = gateway;
  const step_bytes = 4_000_000;
  const held: Buffer[] = [];
  const cancel = state.clock.every(1000, () => {
    if (state.conditions.memory_growth_bytes >= 100 * step_bytes) return;
    state.conditions.memory_growth_bytes += step_bytes;
    if (state.clock.kind === 'real') held.push(Buffer.alloc(step_bytes, 1)); // really held, so that the process shows it
  });
  return () => {
    cancel();
    held.length = 0;
    state.conditions.memory_growth_bytes = 0;
  };
}
