import { createHash } from 'node:crypto';
import type { AuditRow } from '../store/audit-records.ts';

/** Stands for the record before the first. */
export const genesis_hash = '0'.repeat(64);

/**
 * The hash that closes the chain with this record: SHA-256 over the record and its predecessor's hash, as JSON with its
 * members in this fixed order. Also the definition for whoever verifies an export elsewhere.
 */
export function hashRecord(record: Omit<AuditRow, 'hash'>, previous_hash: string): string {
  const { index, audit_event_id, at, event, outcome, actor, subject, reason, count } = record;
  const canonical = JSON.stringify([
    ['previous_hash', previous_hash],
    ['index', index],
    ['audit_event_id', audit_event_id],
    ['at', at],
    ['event', event],
    ['outcome', outcome],
    ['actor', actor],
    ['subject', subject],
    ['reason', reason],
    ['count', count],
  ]);
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}
