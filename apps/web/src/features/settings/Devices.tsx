import type { Device } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { QrCode, ShieldCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { pendingPairings } from '../../api/live.ts';
import { devicesQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Card, Section } from '../../ui/Card.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { useStore } from '../../util/store.ts';
import { momentWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import { DeviceRow, type DeviceTask } from './DeviceRow.tsx';

const RenameDialog = lazy(() => import('./DeviceDialogs.tsx').then((module) => ({ default: module.RenameDialog })));
const RoleDialog = lazy(() => import('./DeviceDialogs.tsx').then((module) => ({ default: module.RoleDialog })));
const RevokeDialog = lazy(() => import('./DeviceDialogs.tsx').then((module) => ({ default: module.RevokeDialog })));

interface DevicesProps {
  /** This browser's own device; null while it is not known. */
  device: Device | null;
  onOpen(task: 'invite' | 'approve'): void;
}

export function Devices({ device, onOpen }: DevicesProps) {
  const list = useQuery({ ...devicesQuery, enabled: device !== null });
  const waiting = useStore(pendingPairings);
  const [task, setTask] = useState<DeviceTask | null>(null);
  const now = useNow(5000);
  const isOwner = device?.role === 'owner';
  const devices = list.data?.devices ?? [];
  const active = devices.filter((one) => one.revoked_at === null);
  const revoked = devices.filter((one) => one.revoked_at !== null);
  const close = () => setTask(null);

  return (
    <Section
      title="Devices"
      aside={
        isOwner && (
          <div className="devices-actions">
            <Button onClick={() => onOpen('approve')}>
              <ShieldCheck size={16} aria-hidden="true" />
              {waiting > 0 ? `Approve a device (${waiting} waiting)…` : 'Approve a device…'}
            </Button>
            <Button onClick={() => onOpen('invite')}>
              <QrCode size={16} aria-hidden="true" />
              Invite a device…
            </Button>
          </div>
        )
      }
    >
      <Card className="devices">
        {list.error && (
          <ErrorState
            title="The devices could not be read"
            message={list.error.message}
            action={<Button onClick={() => void list.refetch()}>Read again</Button>}
          />
        )}
        {!list.data && !list.error && <Skeleton lines={[52, 88, 40]} label="Reading the devices" />}
        <ul>
          {active.map((one) => (
            <DeviceRow key={one.device_id} device={one} may_govern={isOwner} now_ms={now} onTask={setTask} />
          ))}
        </ul>
      </Card>
      {!isOwner && device && (
        <p className="hint">
          You are {device.role}. Owners approve, invite and revoke devices; you can rename or revoke this one.
        </p>
      )}
      {revoked.length > 0 && (
        <details className="revoked">
          <summary>{revoked.length === 1 ? '1 revoked device' : `${revoked.length} revoked devices`}</summary>
          <ul>
            {revoked.map((one) => (
              <li key={one.device_id}>
                {one.name}
                <span className="hint"> revoked {momentWords(one.revoked_at ?? 0, now)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Suspense>
        {task?.kind === 'rename' && <RenameDialog device={task.device} onClose={close} />}
        {task?.kind === 'role' && <RoleDialog device={task.device} onClose={close} />}
        {task?.kind === 'revoke' && <RevokeDialog device={task.device} onClose={close} />}
      </Suspense>
    </Section>
  );
}
