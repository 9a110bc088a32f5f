import type { Kysely, Transaction } from 'kysely';
import type { CheckpointRow } from './audit-checkpoints.ts';
import type { AuditRow } from './audit-records.ts';
import type { BootRow } from './boots.ts';
import type { DeviceRow } from './devices.ts';
import type { HostKeyRow } from './host-keys.ts';
import type { JobEventTable } from './job-events.ts';
import type { JobFactRow } from './job-facts.ts';
import type { JobStepRow } from './job-steps.ts';
import type { JobTable } from './jobs.ts';
import type { MetaRow } from './meta.ts';
import type { RefreshTokenRow } from './refresh-tokens.ts';
import type { SessionRow } from './sessions.ts';
import type { MarkTable, SpanTable } from './timeline.ts';

/** All tables by name. */
export interface Schema {
  meta: MetaRow;
  devices: DeviceRow;
  sessions: SessionRow;
  refresh_tokens: RefreshTokenRow;
  audit_records: AuditRow;
  audit_checkpoints: CheckpointRow;
  state_spans: SpanTable;
  timeline_marks: MarkTable;
  boots: BootRow;
  jobs: JobTable;
  job_steps: JobStepRow;
  job_facts: JobFactRow;
  job_events: JobEventTable;
  host_keys: HostKeyRow;
}

export type Db = Kysely<Schema>;
/** A database or an open transaction of it. Inside a transaction only the transaction may be used. */
export type Trx = Transaction<Schema>;
