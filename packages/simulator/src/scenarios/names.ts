// The names of the scenarios, and what one is.
import type { SimulatedGateway } from '../gateway/gateway.ts';
import type { Conditions } from '../gateway/state.ts';

export const scenarioNames = [
  'healthy',
  'starting_slow',
  'crash_loop',
  'gateway_disconnected',
  'invalid_config',
  'exit_78',
  'high_log_volume',
  'disk_pressure',
  'channel_down',
  'auth_failures',
  'memory_growth',
  'restart_hangs',
  'upgrade_fails',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];

export interface Scenario {
  summary: string;
  /** Bends the conditions before the gateway boots. */
  conditions?: Partial<Conditions>;
  /** Acts on a gateway that runs; the answer undoes it. */
  enter?: (gateway: SimulatedGateway) => (() => void) | undefined;
}

export function isScenarioName(name: string): name is ScenarioName {
  return (scenarioNames as readonly string[]).includes(name);
}
