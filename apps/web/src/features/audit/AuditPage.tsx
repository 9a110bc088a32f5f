import type { AuditRecord } from '@moltbot-ops/sdk/types';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { keeper } from '../../api/client.ts';
import { auditPage } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pill } from '../../ui/StateMark.tsx';
import { useStore } from '../../util/store.ts';
import { clockSecondWords, momentWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import './audit.css';

const page_records = { usual: 50, seeking: 200 };
/** One record is looked for among so many of the newest by itself. */
const seek_records_max = 5_000;

/** The record of what was asked and decided, newest first. */
export function AuditPage() {
  const session = useStore(keeper.state);
  const role = session.phase === 'in' ? session.session.device.role : null;
  const allowed = role === 'owner' || role === 'admin';
  const { record: wanted } = useSearch({ from: '/signed/records' });
  const limit = wanted === undefined ? page_records.usual : page_records.seeking;
  const pages = useInfiniteQuery({
    queryKey: ['audit', limit],
    queryFn: ({ pageParam, signal }) => auditPage(pageParam, limit, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.records.length < limit ? null : (page.records.at(-1)?.index ?? null)),
    enabled: allowed,
  });
  const records = pages.data?.pages.flatMap((page) => page.records) ?? [];
  const seek = useSeek(wanted, records, pages);
  return (
    <Page
      title="Audit"
      intro={
        <>
          Every decision on who may come in and what was done, each closed by a hash over all before it. Check the chain
          on the host with <code>moltbot-ops audit verify</code>.
        </>
      }
    >
      {role === 'viewer' && (
        <EmptyState title="Audit is for owners and admins.">
          An owner can change this browser’s role under Settings.
        </EmptyState>
      )}
      {pages.error && <ErrorState title="The records could not be read" message={pages.error.message} />}
      {allowed && !pages.data && !pages.error && <Skeleton lines={[100, 100, 100, 100]} label="Reading the records" />}
      {pages.data && records.length === 0 && (
        <EmptyState title="No record yet.">Pairing the first device writes the first one.</EmptyState>
      )}
      {seek === 'missing' && (
        <EmptyState title="That record is not here.">
          <code>{wanted}</code> is not among the newest {records.length} records.{' '}
          {pages.hasNextPage ? 'Show earlier ones below.' : 'There are no earlier ones.'}
        </EmptyState>
      )}
      {records.length > 0 && <RecordTable records={records} wanted={wanted} />}
      {pages.hasNextPage && (
        <div>
          <Button busy={pages.isFetchingNextPage && 'Reading…'} onClick={() => void pages.fetchNextPage()}>
            Show earlier records
          </Button>
        </div>
      )}
    </Page>
  );
}

/** Whether the wanted record is here; earlier pages are read by themselves until it is, within bounds. */
function useSeek(
  wanted: string | undefined,
  records: AuditRecord[],
  pages: { hasNextPage: boolean; isFetching: boolean; isError: boolean; fetchNextPage: () => unknown },
): 'none' | 'here' | 'seeking' | 'missing' {
  const here = records.some((record) => record.audit_event_id === wanted);
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const goesOn = wanted !== undefined && !here && hasNextPage && !isError && records.length < seek_records_max;
  useEffect(() => {
    // A page that came at once is told by nothing but its records.
    if (goesOn && !isFetching && records.length > 0) fetchNextPage();
  }, [goesOn, isFetching, records.length, fetchNextPage]);
  if (wanted === undefined || records.length === 0) return 'none';
  if (here) return 'here';
  return goesOn || isFetching ? 'seeking' : 'missing';
}

const tones = { allowed: 'ok', done: 'ok', refused: 'warn', failed: 'bad' } as const;

function RecordTable({ records, wanted }: { records: AuditRecord[]; wanted: string | undefined }) {
  const now = useNow(60_000);
  const row = useRef<HTMLTableRowElement>(null);
  const here = records.some((record) => record.audit_event_id === wanted);
  useEffect(() => {
    // At once and without a ride there, whatever moves elsewhere; from the row the keyboard goes on.
    if (!here) return;
    row.current?.scrollIntoView({ block: 'center', behavior: 'instant' });
    row.current?.focus({ preventScroll: true });
  }, [here, wanted]);
  return (
    <Card className="audit">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Decision</th>
            <th scope="col">By</th>
            <th scope="col">On</th>
            <th scope="col">Record</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr
              key={record.audit_event_id}
              {...(record.audit_event_id === wanted
                ? { ref: row, tabIndex: -1, 'aria-current': true, className: 'audit-wanted' }
                : {})}
            >
              <td>
                <time className="mono" dateTime={record.at} title={clockSecondWords(record.at)}>
                  {momentWords(record.at, now)}
                </time>
              </td>
              <td className="audit-event">
                {record.event}
                {(record.count ?? 1) > 1 && <span className="hint"> × {record.count}</span>}
              </td>
              <td>
                <Pill tone={tones[record.outcome]}>{record.outcome}</Pill>
                {record.reason && <span className="hint"> {record.reason}</span>}
              </td>
              <td className="mono audit-id">{record.actor}</td>
              <td className="mono audit-id">{record.subject ?? ''}</td>
              <td className="mono audit-id" title={record.hash}>{`#${record.index} ${record.hash.slice(0, 8)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
