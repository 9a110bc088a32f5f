import type { AuditRecord } from '@moltbot-ops/sdk/types';
import { useInfiniteQuery } from '@tanstack/react-query';
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

/** The record of what was asked and decided, newest first. */
export function AuditPage() {
  const session = useStore(keeper.state);
  const role = session.phase === 'in' ? session.session.device.role : null;
  const allowed = role === 'owner' || role === 'admin';
  const pages = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => auditPage(pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.records.length < 50 ? null : (page.records.at(-1)?.index ?? null)),
    enabled: allowed,
  });
  const records = pages.data?.pages.flatMap((page) => page.records) ?? [];
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
      {records.length > 0 && <RecordTable records={records} />}
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

const tones = { allowed: 'ok', done: 'ok', refused: 'warn', failed: 'bad' } as const;

function RecordTable({ records }: { records: AuditRecord[] }) {
  const now = useNow(60_000);
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
            <tr key={record.audit_event_id}>
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
