import type { GatewayChannel, MoltBotStatus, SystemInfo } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { timelineQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Card, Facts, Section } from '../../ui/Card.tsx';
import { Skeleton } from '../../ui/Feedback.tsx';
import { managerWords } from '../../ui/managers.ts';
import { MarkShape } from '../../ui/ribbon/RibbonDrawing.tsx';
import { Pill } from '../../ui/StateMark.tsx';
import { durationWords, momentWords } from '../../util/time.ts';

const shown_at_first = 7;

/** Recent events, newest first. */
export function Happened({ now_ms }: { now_ms: number }) {
  const [all, setAll] = useState(false);
  const timeline = useQuery({ ...timelineQuery(24), enabled: false }).data;
  const marks = [...(timeline?.marks ?? [])].reverse();
  const shown = all ? marks : marks.slice(0, shown_at_first);
  return (
    <Section title="Happened" className="happened">
      {shown.length === 0 && (
        <p className="quiet">
          Nothing in the last 24 hours. Starts, stops, pairings and the agent’s own doings will be listed here.
        </p>
      )}
      <ol>
        {shown.map((mark) => (
          <li key={mark.at + mark.kind + mark.message} className="happening">
            <time className="mono" dateTime={mark.at}>
              {momentWords(mark.at, now_ms)}
            </time>
            <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
              <MarkShape kind={mark.kind} severity={mark.severity ?? 'info'} size={4.6} />
            </svg>
            <span>{mark.message}</span>
          </li>
        ))}
      </ol>
      {marks.length > shown_at_first && (
        <div>
          <Button look="quiet" size="sm" onClick={() => setAll(!all)}>
            {all ? 'Show less' : `Show ${marks.length - shown_at_first} earlier`}
          </Button>
        </div>
      )}
    </Section>
  );
}

const channelLooks = {
  up: ['ok', 'Up'],
  down: ['bad', 'Down'],
  disabled: ['idle', 'Disabled'],
  unknown: ['idle', 'Unknown'],
} as const;

/** Nothing to list while the gateway is down: an old verdict on a channel would only mislead. */
export function Channels({ channels, running }: { channels: GatewayChannel[]; running: boolean }) {
  if (channels.length === 0 || !running) return null;
  return (
    <Section title="Channels">
      <ul className="channels">
        {channels.map((channel) => {
          const [tone, word] = channelLooks[channel.state];
          return (
            <li key={channel.channel}>
              <span className="channel-name">{channel.label ?? channel.channel}</span>
              <span className="channel-detail">{channel.detail}</span>
              <Pill tone={tone}>{word}</Pill>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

export function Machine({
  status,
  info,
  agent_up_seconds,
}: {
  status: MoltBotStatus;
  info: SystemInfo | undefined;
  agent_up_seconds: number | undefined;
}) {
  return (
    <Section title="This machine">
      <Card>
        {info ? (
          <Facts
            facts={[
              ['Host', info.hostname],
              ['System', `${info.os} ${info.os_version}, ${info.arch}`],
              ['Kept alive by', managerWords(status.service_manager)],
              ...(status.config_path
                ? [['Configuration', <code key="path">{status.config_path}</code>] satisfies [string, React.ReactNode]]
                : []),
              ...(status.port ? [['Port', status.port] satisfies [string, React.ReactNode]] : []),
              ['Watched by', watcherWords(status)],
              ...(agent_up_seconds === undefined
                ? []
                : [['Agent up', durationWords(agent_up_seconds)] satisfies [string, React.ReactNode]]),
            ]}
          />
        ) : (
          <Skeleton lines={[64, 80, 48]} label="Reading the machine" />
        )}
      </Card>
    </Section>
  );
}

const sources = {
  websocket: 'its WebSocket',
  http: 'its HTTP probes',
  process: 'its process',
  none: 'nothing yet',
} as const;
const watching = {
  connected: 'connected',
  connecting: 'connecting',
  unauthorized: 'not authorised',
  missing_scope: 'lacks a scope',
  unreachable: 'unreachable',
  idle: 'idle',
} as const;

function watcherWords(status: MoltBotStatus): string {
  const { watcher } = status;
  if (!watcher) return status.gateway_connected ? sources.websocket : sources.process;
  return `${sources[watcher.source]}, ${watching[watcher.state]}`;
}
