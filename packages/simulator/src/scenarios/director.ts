// Puts a gateway into a scenario and takes it out again, at the start or over the control socket.
import { breakConfig, mendConfig } from '../config/breakage.ts';
import type { ControlRequest, ControlResponse, ControlStatus } from '../control/protocol.ts';
import type { SimulatedGateway } from '../gateway/gateway.ts';
import { scenarios } from './catalog.ts';
import { rememberScenario } from './memory.ts';
import type { ScenarioName } from './names.ts';
import { isScenarioName } from './names.ts';

export interface Director {
  /** Enters the first scenario once the gateway is ready. */
  begin(): void;
  answer(request: ControlRequest): Promise<ControlResponse>;
}

const readyPollMs = 10;

export function createDirector(gateway: SimulatedGateway, first: ScenarioName): Director {
  const { state } = gateway;
  const base_boot_ms = state.conditions.boot_ms;
  let current = first;
  let leave: (() => void) | undefined;
  const describe = (): ControlStatus => ({
    ok: true,
    scenario: current,
    phase: state.phase,
    boot_id: state.boot_id,
    pid: state.pid,
    port: state.port,
    now_ms: state.clock.now(),
  });
  const enter = (name: ScenarioName): void => {
    leave?.();
    if (name !== 'invalid_config') mendConfig(state.paths.config_path);
    current = name;
    rememberScenario(state.paths.state_dir, name);
    const scenario = scenarios[name];
    state.conditions.boot_ms = scenario.conditions?.boot_ms ?? base_boot_ms;
    if (name === 'invalid_config') breakConfig(state.paths.config_path);
    if (name === 'exit_78')
      gateway.crash(78, 'Gateway failed to start: state database schema is newer than this version supports.');
    leave = scenario.enter?.(gateway);
  };
  const whenReady = (step: () => void): void => {
    if (state.phase === 'ready') step();
    else state.clock.after(readyPollMs, () => whenReady(step));
  };
  return {
    begin() {
      if (first === 'starting_slow' || !scenarios[first].enter) return;
      whenReady(() => {
        leave = scenarios[first].enter?.(gateway);
      });
    },
    async answer(request) {
      if (request.command === 'scenario') {
        if (!isScenarioName(request.name)) return { ok: false, error: `no scenario is called ${request.name}` };
        enter(request.name);
      }
      if (request.command === 'advance') {
        if (state.clock.kind !== 'virtual') return { ok: false, error: 'only the virtual clock can be advanced' };
        state.clock.advance(request.ms);
        await new Promise((resolve) => setImmediate(resolve)); // lets the port open before the answer goes out
      }
      return describe();
    },
  };
}
