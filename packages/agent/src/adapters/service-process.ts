// The gateway that the agent itself keeps alive, told in the words of a service manager.
import type { ServiceFacts, ServiceManager } from '../ports/service-manager.ts';
import { readStartKey } from './process-identity.ts';
import type { RecordFile, SupervisedRecord } from './supervised-record.ts';

export function createProcessServices(record: RecordFile, mark: () => string | null): ServiceManager {
  return {
    stamp: mark,
    async read(query) {
      const found = record.read();
      return found === null || found.spec.home !== query.home || found.spec.systemd_unit !== query.systemd_unit
        ? []
        : [toFacts(found)];
    },
  };
}

function toFacts(record: SupervisedRecord): ServiceFacts {
  const alive = record.pid !== null && readStartKey(record.pid) === record.start_key;
  const [, script] = record.spec.argv;
  return {
    manager: 'process',
    unit: 'moltbot-ops',
    answered: true,
    active_state: alive
      ? 'active'
      : record.wanted && record.gave_up === null && record.exit_status !== 0
        ? 'restarting'
        : 'inactive',
    result: record.gave_up === 'start-limit-hit' ? 'start-limit-hit' : null,
    exit_status: alive ? null : record.exit_status,
    restarts: record.restarts,
    main_pid: alive ? record.pid : null,
    started_at_ms: alive ? record.started_at_ms : null,
    entry_path: script?.startsWith('/') === true ? script : (record.spec.argv[0] ?? null),
    version: null,
    host_port: null,
  };
}
