import type { SystemInfo } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { keeper } from '../../api/client.ts';
import { connection } from '../../api/live.ts';
import { statusQuery, systemInfoQuery } from '../../api/queries.ts';
import { ErrorState } from '../../ui/Feedback.tsx';
import { Page } from '../../ui/Page.tsx';
import { stateLooks, stateOf } from '../../ui/states.ts';
import { useStore } from '../../util/store.ts';
import { narrowQuery, useMedia } from '../../util/use-media.ts';
import { useNow } from '../../util/use-now.ts';
import { Channels, Happened, Machine } from './Details.tsx';
import { Headline, HeadlineSkeleton } from './Headline.tsx';
import { NeedsYou } from './NeedsYou.tsx';
import { OverviewRibbon } from './OverviewRibbon.tsx';
import { OverviewSkeleton } from './OverviewSkeleton.tsx';
import { Tiles } from './Tiles.tsx';

/** What state the gateway is in, what led there, and what needs its operator now. */
export function OverviewPage() {
  const signedIn = useStore(keeper.state).phase === 'in';
  const line = useStore(connection);
  const now = useNow(1000);
  const status = useQuery({ ...statusQuery, enabled: signedIn });
  const info = useQuery({ ...systemInfoQuery, enabled: signedIn });
  const live = line.state === 'open';
  // On a phone what needs a hand comes before what happened, always, so that the page never changes places under a thumb.
  const narrow = useMedia(narrowQuery);
  // The frame is drawn first and the rest behind it in slices: the page answers to the first key pressed.
  const framed = useDeferredValue(true, false);

  if (!status.data || !framed) {
    return (
      <Page title="Overview" heading={<HeadlineSkeleton />}>
        {status.error && !status.data ? (
          <ErrorState title="The status could not be read" message={status.error.message} />
        ) : (
          <OverviewSkeleton />
        )}
      </Page>
    );
  }
  const state = stateOf(status.data);
  return (
    <Page
      title={stateLooks[state].word}
      heading={<Headline status={status.data} now_ms={live ? now : line.heard_ms || now} live={live} />}
    >
      {narrow && <NeedsYou status={status.data} />}
      <OverviewRibbon enabled={signedIn} live={live} heard_ms={line.heard_ms} />
      <div className="overview-columns">
        <div className="overview-column">
          {!narrow && <NeedsYou status={status.data} />}
          <Happened now_ms={now} />
        </div>
        <div className="overview-column">
          <Tiles status={status.data} info={info.data} now_ms={live ? now : line.heard_ms || now} />
          <Channels channels={status.data.channels ?? []} running={status.data.running} />
          <Machine
            status={status.data}
            info={info.data}
            agent_up_seconds={agentUpSeconds(info, live ? now : line.heard_ms)}
          />
        </div>
      </div>
    </Page>
  );
}

/** What the agent said of its own age, and what has passed since it said so; `undefined` while it has said nothing. */
function agentUpSeconds(
  info: { data: SystemInfo | undefined; dataUpdatedAt: number },
  nowMs: number,
): number | undefined {
  const said = info.data?.uptime_seconds;
  return said === undefined ? undefined : said + Math.max(0, nowMs - info.dataUpdatedAt) / 1000;
}
