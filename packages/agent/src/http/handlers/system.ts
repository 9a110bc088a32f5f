import type { MoltBotStatus, SystemCheck, SystemInfo } from '@moltbot-ops/sdk/types';
import type { Clock } from '../../ports/clock.ts';
import type { TimelineService } from '../../timeline/timeline.ts';
import type { Handlers } from '../operation.ts';

export interface SystemDependencies {
  clock: Clock;
  readSystemInfo: () => Promise<SystemInfo>;
  runChecks: () => Promise<SystemCheck[]>;
  /** A read of what the observer holds in memory. */
  status: () => MoltBotStatus;
  timeline: TimelineService;
}

type SystemOperations = 'healthGet' | 'systemInfo' | 'systemChecks' | 'moltbotStatus' | 'timelineGet';

export function createSystemHandlers(deps: SystemDependencies): Pick<Handlers, SystemOperations> {
  return {
    healthGet: () => ({ status: 'ok', time: new Date(deps.clock.now()).toISOString() }),
    systemInfo: () => deps.readSystemInfo(),
    systemChecks: async () => ({ checks: await deps.runChecks() }),
    moltbotStatus: () => deps.status(),
    timelineGet: ({ query }) => deps.timeline.read(query.hours ?? 24),
  };
}
