// Composition of what keeps a gateway alive where the machine has no service manager: the agent itself.
import { randomBytes } from 'node:crypto';
import { createProcessControl, type ProcessControl } from './adapters/control-process.ts';
import { createLocalHost } from './adapters/host-local.ts';
import { createRecordFile } from './adapters/supervised-record.ts';
import type { ServiceOrder } from './gateway/service-orders.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Settings } from './settings.ts';
import { supervisedRecordPath } from './system/state-directory.ts';

interface Given {
  settings: Settings;
  clock: Clock;
  log: Log;
}

export interface ComposedKeeper {
  /** The agent as one of the service managers that plans choose from. */
  control: ProcessControl;
  /** Gives an order to the gateway that this agent keeps alive; false where it keeps none. */
  orderKept(order: ServiceOrder): Promise<boolean>;
}

export function composeKeeper({ settings, clock, log }: Given): ComposedKeeper {
  const record = createRecordFile(supervisedRecordPath(settings.home));
  const newId = () => randomBytes(12).toString('hex');
  const control = createProcessControl({ record, clock, log, newId });
  return {
    control,
    async orderKept(order) {
      const kept = record.read();
      if (kept?.wanted !== true) return false;
      await control[order](createLocalHost({ home: settings.gateway_home }), kept.spec);
      return true;
    },
  };
}
