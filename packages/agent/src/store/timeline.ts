import type { GatewayState, Timeline, TimelineMark, TimelineSpan } from '@moltbot-ops/sdk/types';
import type { Generated } from 'kysely';
import type { Db } from './schema.ts';
import { inTransaction } from './transaction.ts';

export interface SpanTable {
  span_id: Generated<number>;
  state: GatewayState;
  reason: string | null;
  from_ms: number;
  to_ms: number;
}

export interface MarkTable {
  mark_id: Generated<number>;
  at_ms: number;
  kind: TimelineMark['kind'];
  severity: NonNullable<TimelineMark['severity']>;
  message: string;
  audit_event_id: string | null;
}

interface ForgetBounds {
  before_ms: number | null;
  rows_min: number;
  rows_max: number;
}

/** Spans of gateway state and marks on them. Times are epoch ms inside and ISO 8601 in answers. */
export function createTimelineStore(db: Db) {
  return {
    /** Starts a span of no length; the answer is its id. */
    async openSpan(span: { state: GatewayState; reason: string | null; at_ms: number }): Promise<number> {
      const { state, reason, at_ms } = span;
      const row = await db
        .insertInto('state_spans')
        .values({ state, reason, from_ms: at_ms, to_ms: at_ms })
        .returning('span_id')
        .executeTakeFirstOrThrow();
      return row.span_id;
    },

    /** Moves the end of a span forward, never back. */
    async extendSpan(span_id: number, to_ms: number): Promise<void> {
      await db
        .updateTable('state_spans')
        .set({ to_ms })
        .where('span_id', '=', span_id)
        .where('to_ms', '<', to_ms)
        .execute();
    },

    async recordMark(mark: Omit<MarkTable, 'mark_id'>): Promise<void> {
      await db.insertInto('timeline_marks').values(mark).execute();
    },

    /** What reaches into the time from `from_ms` on, oldest first; a span that began earlier is cut there. */
    async readSince(from_ms: number): Promise<Pick<Timeline, 'spans' | 'marks'>> {
      const spans = await db
        .selectFrom('state_spans')
        .selectAll()
        .where('to_ms', '>', from_ms)
        .orderBy('from_ms')
        .orderBy('span_id')
        .execute();
      const marks = await db
        .selectFrom('timeline_marks')
        .selectAll()
        .where('at_ms', '>=', from_ms)
        .orderBy('at_ms')
        .orderBy('mark_id')
        .execute();
      return {
        spans: spans.map(
          ({ state, reason, ...span }): TimelineSpan => ({
            state,
            from: isoOf(Math.max(from_ms, span.from_ms)),
            to: isoOf(span.to_ms),
            ...(reason === null ? {} : { reason }),
          }),
        ),
        marks: marks.map(
          ({ at_ms, kind, severity, message, audit_event_id }): TimelineMark => ({
            at: isoOf(at_ms),
            kind,
            severity,
            message,
            ...(audit_event_id === null ? {} : { audit_event_id }),
          }),
        ),
      };
    },

    /** Forgets what came before the newest `rows_max`, and what ended before the given time, but never the newest ones. */
    async forget({ before_ms, rows_min, rows_max }: ForgetBounds): Promise<void> {
      await inTransaction(db, async (trx) => {
        const span = await trx
          .selectFrom('state_spans')
          .select(({ fn }) => fn.max('span_id').as('id'))
          .executeTakeFirst();
        const mark = await trx
          .selectFrom('timeline_marks')
          .select(({ fn }) => fn.max('mark_id').as('id'))
          .executeTakeFirst();
        const [last_span, last_mark] = [Number(span?.id ?? 0), Number(mark?.id ?? 0)];
        await trx
          .deleteFrom('state_spans')
          .where('span_id', '<=', last_span - rows_max)
          .execute();
        await trx
          .deleteFrom('timeline_marks')
          .where('mark_id', '<=', last_mark - rows_max)
          .execute();
        if (before_ms === null) return;
        const old_spans = trx.deleteFrom('state_spans').where('to_ms', '<', before_ms);
        await old_spans.where('span_id', '<=', last_span - rows_min).execute();
        const old_marks = trx.deleteFrom('timeline_marks').where('at_ms', '<', before_ms);
        await old_marks.where('mark_id', '<=', last_mark - rows_min).execute();
      });
    },
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
