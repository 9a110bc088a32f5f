// What the agent has to remember of the gateway that it keeps alive, so that an agent that starts anew goes on with it.
// Written before every change of the process, whole or not at all. Holds no secret.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { ServiceSpec } from '../ports/service-control.ts';

export interface SupervisedRecord {
  spec: ServiceSpec;
  /** Whether it is to run. */
  wanted: boolean;
  /** Carried by the process in a variable, so that it is found even if its pid was never noted. */
  launch_id: string | null;
  pid: number | null;
  start_key: string | null;
  started_at_ms: number | null;
  /** Epoch milliseconds of the last abrupt ends. */
  abrupt_ends: number[];
  restarts: number;
  exit_status: number | null;
  /** Why it is not started again. */
  gave_up: 'fatal-exit' | 'start-limit-hit' | null;
}

export interface RecordFile {
  /** Null when there is none or it cannot be read. */
  read(): SupervisedRecord | null;
  write(record: SupervisedRecord): void;
  remove(): void;
}

export function createRecordFile(path: string): RecordFile {
  return {
    read() {
      try {
        const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return isRecord(record) ? record : null;
      } catch {
        return null;
      }
    },
    write(record) {
      const draft = `${path}.new`;
      rmSync(draft, { force: true });
      const file = openSync(draft, 'wx', 0o600);
      try {
        writeSync(file, `${JSON.stringify(record, null, 2)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function isRecord(value: unknown): value is SupervisedRecord {
  const found = value as Partial<SupervisedRecord> | null; // looked into, not trusted
  return (
    typeof found?.spec === 'object' &&
    Array.isArray(found.spec.argv) &&
    found.spec.argv.every((word) => typeof word === 'string') &&
    typeof found.spec.home === 'string' &&
    typeof found.wanted === 'boolean' &&
    Array.isArray(found.abrupt_ends)
  );
}
