import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { timelineQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import type { Domain, RibbonSpan } from '../../ui/ribbon/layout.ts';
import { Rail } from '../../ui/ribbon/Rail.tsx';
import { Ribbon } from '../../ui/ribbon/Ribbon.tsx';
import { extendToNow, shareAnswering } from '../../ui/ribbon/reading.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { momentWords } from '../../util/time.ts';
import { narrowQuery, useMedia } from '../../util/use-media.ts';
import { useNow } from '../../util/use-now.ts';

const ranges = [
  { value: '1', label: '1 h' },
  { value: '6', label: '6 h' },
  { value: '24', label: '24 h' },
  { value: '168', label: '7 d' },
] as const;
type Range = (typeof ranges)[number]['value'];
const rangeWords: Record<Range, string> = {
  1: 'Last hour',
  6: 'Last 6 hours',
  24: 'Last 24 hours',
  168: 'Last 7 days',
};

/** The ribbon at the head of the Overview, for the chosen range or the brushed stretch. */
export function OverviewRibbon({ enabled, live, heard_ms }: { enabled: boolean; live: boolean; heard_ms: number }) {
  const [range, setRange] = useState<Range>('24');
  const [brushed, setBrushed] = useState<Domain | null>(null);
  const narrow = useMedia(narrowQuery);
  const ticking = useNow(5000);
  const timeline = useQuery({ ...timelineQuery(Number(range)), enabled });
  // While the line is lost, time stands still here: nobody knows what came after.
  const now = live ? ticking : Math.max(heard_ms, Date.parse(timeline.data?.to ?? '') || 0) || ticking;

  const whole = wholeDomain(timeline.data?.spans ?? [], now, Number(range));
  const domain = brushed ?? whole;
  const spans = extendToNow(timeline.data?.spans ?? [], now);
  const marks = timeline.data?.marks ?? [];
  const title = brushed
    ? `${momentWords(brushed.from_ms, now)} to ${momentWords(brushed.to_ms, now)}`
    : whole.young
      ? `Since ${momentWords(whole.watched_from_ms, now)}`
      : rangeWords[range];

  return (
    <section className="ribbon" aria-label={`What happened, ${title}`}>
      <div className="ribbon-head">
        <h2>{title}</h2>
        {timeline.data && <p>{answeringWords(shareAnswering(spans, domain))}</p>}
        {brushed && (
          <Button look="quiet" size="sm" onClick={() => setBrushed(null)}>
            Show all of it
          </Button>
        )}
        <Segmented
          label="Range"
          show_label={false}
          value={range}
          options={ranges}
          onChange={(next) => {
            setBrushed(null);
            setRange(next);
          }}
        />
      </div>
      {timeline.error && !timeline.data && (
        <ErrorState title="The timeline could not be read" message={timeline.error.message} />
      )}
      {!timeline.data && !timeline.error && <Skeleton lines={[100, 100, 62]} label="Reading the timeline" />}
      {timeline.data && narrow && (
        <Rail spans={spans.filter((span) => Date.parse(span.to) >= domain.from_ms)} marks={marks} now_ms={now} />
      )}
      {timeline.data && !narrow && (
        <Ribbon
          label={`State of the gateway, ${title}`}
          spans={spans}
          marks={marks}
          domain={domain}
          now_ms={now}
          onBrush={setBrushed}
        />
      )}
    </section>
  );
}

const domain_ms_min = 2 * 60_000;

/** The range asked for; of an agent younger than that, only the time it has watched, because a day of nothing tells nothing. */
function wholeDomain(spans: RibbonSpan[], now: number, hours: number) {
  const asked = now - hours * 3_600_000;
  const watched = spans[0] ? Date.parse(spans[0].from) : now;
  const margin = Math.max(now - watched, domain_ms_min) * 0.04;
  const from = Math.max(asked, Math.min(watched - margin, now - domain_ms_min));
  return { from_ms: from, to_ms: now, watched_from_ms: watched, young: from > asked && spans.length > 0 };
}

function answeringWords(share: number | null): string {
  if (share === null) return 'Nothing was watched yet';
  if (share >= 0.99995) return 'Answering all of the watched time';
  return `Answering ${(Math.floor(share * 1000) / 10).toFixed(1)} % of the watched time`;
}
