import type { Device } from '@moltbot-ops/sdk/types';
import { Ellipsis, MonitorSmartphone, PencilLine, ShieldOff, UserCog } from 'lucide-react';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { Pill } from '../../ui/StateMark.tsx';
import { ageWords, momentWords } from '../../util/time.ts';

export interface DeviceTask {
  kind: 'rename' | 'role' | 'revoke';
  device: Device;
}

interface DeviceRowProps {
  device: Device;
  /** Whether the reader may govern other devices. */
  may_govern: boolean;
  now_ms: number;
  onTask(task: DeviceTask): void;
}

export function DeviceRow({ device, may_govern, now_ms, onTask }: DeviceRowProps) {
  const items: MenuItem[] = [];
  if (may_govern || device.current) {
    items.push({
      label: 'Rename…',
      icon: <PencilLine size={15} aria-hidden="true" />,
      onSelect: () => onTask({ kind: 'rename', device }),
    });
  }
  if (may_govern) {
    items.push({
      label: 'Change role…',
      icon: <UserCog size={15} aria-hidden="true" />,
      onSelect: () => onTask({ kind: 'role', device }),
    });
  }
  if (may_govern || device.current) {
    items.push({
      label: 'Revoke…',
      danger: true,
      icon: <ShieldOff size={15} aria-hidden="true" />,
      onSelect: () => onTask({ kind: 'revoke', device }),
    });
  }
  return (
    <li className="device">
      <MonitorSmartphone size={18} aria-hidden="true" />
      <div className="device-words">
        <p>
          <b>{device.name}</b> {device.current && <Pill tone="accent">This browser</Pill>}{' '}
          <Pill tone="idle">{device.role}</Pill>
        </p>
        <p className="hint">
          {seenWords(device, now_ms)}, paired {momentWords(device.created_at, now_ms)}
        </p>
      </div>
      {items.length > 0 && (
        <Menu label={`Actions for ${device.name}`} trigger={<Ellipsis size={17} aria-hidden="true" />} items={items} />
      )}
    </li>
  );
}

function seenWords(device: Device, nowMs: number): string {
  if (device.current) return 'Here now';
  if (device.last_seen_at === null) return 'Not seen since it was paired';
  return `Seen ${ageWords(nowMs - Date.parse(device.last_seen_at))}`;
}
