import type { GatewayChannel, MoltBotStatus } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { statusQuery } from '../../api/queries.ts';
import { Card, Facts } from '../../ui/Card.tsx';
import { Skeleton } from '../../ui/Feedback.tsx';
import { managerWords } from '../../ui/managers.ts';
import { Pill, StateMark } from '../../ui/StateMark.tsx';
import { stateLooks, stateOf } from '../../ui/states.ts';

const channelTones = { up: 'ok', down: 'bad', disabled: 'idle', unknown: 'idle' } as const;

/** How the gateway is now: the same words as on the Overview, renewed as it changes. */
export function GatewayCard({ linked = true }: { linked?: boolean }) {
  const status = useQuery(statusQuery).data;
  if (!status) return <Skeleton lines={[40, 70]} label="Asking how the gateway is" />;
  const state = stateOf(status);
  const look = stateLooks[state];
  return (
    <Card tone={look.tone} className="gateway-now">
      <h2 data-tone={look.tone}>
        <StateMark state={state} size={15} />
        {look.word}
        {status.version && <span className="mono">{status.version}</span>}
      </h2>
      <p className="gateway-meaning">{look.meaning}</p>
      <Facts
        facts={[
          ['Channels', channelFact(status)],
          ['Kept alive by', managerWords(status.service_manager)],
          ['Configuration', <code key="path">{status.config_path ?? 'not known yet'}</code>],
          ['Port', status.port ?? 'not known yet'],
        ]}
      />
      {linked && (
        <p>
          <Link to="/">See it on the Overview</Link>
        </p>
      )}
    </Card>
  );
}

function channelFact(status: MoltBotStatus) {
  const channels = status.channels ?? [];
  if (channels.length === 0) return 'None is configured yet.';
  return (
    <span className="gateway-channels">
      {channels.map((channel: GatewayChannel) => (
        <Pill key={channel.channel} tone={channelTones[channel.state]}>
          {channel.label ?? channel.channel} {channel.state}
        </Pill>
      ))}
    </span>
  );
}
