// How busy the gateway says it is: a quiet loop, with a little noise from the seed.
import type { GatewayState } from './state.ts';

export function buildEventLoop(state: GatewayState): Record<string, unknown> {
  const delay = 20 + (state.event_loop_noise % 10);
  return {
    degraded: false,
    degradedSinceMs: null,
    reasons: [],
    intervalMs: 1000 + delay / 4,
    delayP99Ms: delay,
    delayMaxMs: delay,
    utilization: 0.01,
    cpuCoreRatio: 0.01,
    cpuBreakdown: {
      mainThreadCoreRatio: 0.01,
      hostUtilization: 0.2,
      hostCpuCount: 2,
      workerCoreRatio: 0,
      otherThreadsCoreRatio: 0,
    },
  };
}
