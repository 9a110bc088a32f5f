import type { MoltBotStatus, SystemInfo } from '@moltbot-ops/sdk/types';
import { Section, Tile } from '../../ui/Card.tsx';
import { splitBytes } from '../../util/bytes.ts';
import { durationWords, momentWords } from '../../util/time.ts';
import { uptimeSeconds, versionSkew } from './words.ts';

const disk_low_bytes = 2_000_000_000;

/** The figures of now. Only what was measured: what is not known says so instead of showing a zero. */
export function Tiles({
  status,
  info,
  now_ms,
}: {
  status: MoltBotStatus;
  info: SystemInfo | undefined;
  now_ms: number;
}) {
  const uptime = uptimeSeconds(status, now_ms);
  // Of a gateway that does not run nothing passes, and what its channels would do is not known.
  const channels = status.running ? (status.channels ?? []).filter((channel) => channel.state !== 'disabled') : [];
  const up = channels.filter((channel) => channel.state === 'up').length;
  const restarts = status.restart_count_24h ?? 0;
  const skew = versionSkew(status);
  const disk = info && splitBytes(info.disk_free_bytes);
  const memory = info && splitBytes(info.memory_bytes);
  return (
    <Section title="Now">
      <dl className="tiles">
        <Tile
          name="Uptime"
          ticking
          value={uptime === null ? '–' : durationWords(uptime)}
          note={
            status.last_start_time && status.running
              ? `since ${momentWords(status.last_start_time, now_ms)}`
              : 'not running'
          }
        />
        <Tile
          name="Restarts, 24 h"
          value={restarts}
          note={restarts > 2 ? 'more than usual' : undefined}
          {...(restarts > 2 ? { tone: 'warn' as const } : {})}
        />
        <Tile
          name="Version"
          value={status.version ?? '–'}
          note={skew.length > 0 ? skew.join(', ') : status.profile}
          {...(skew.length > 0 ? { tone: 'warn' as const } : {})}
        />
        <Tile
          name="Channels up"
          value={channels.length === 0 ? '–' : up}
          {...(channels.length === 0 ? {} : { unit: `of ${channels.length}` })}
          note={channels.length === 0 ? (status.running ? 'none known' : 'not running') : undefined}
          {...(up < channels.length ? { tone: 'warn' as const } : {})}
        />
        <Tile
          name="Disk free"
          value={disk?.value ?? '–'}
          {...(disk ? { unit: disk.unit } : {})}
          note={info && info.disk_free_bytes < disk_low_bytes ? 'low' : 'on the state volume'}
          {...(info && info.disk_free_bytes < disk_low_bytes ? { tone: 'warn' as const } : {})}
        />
        <Tile
          name="Memory"
          value={memory?.value ?? '–'}
          {...(memory ? { unit: memory.unit } : {})}
          note={info ? `installed, ${info.cpu_cores} cores` : undefined}
        />
      </dl>
    </Section>
  );
}
