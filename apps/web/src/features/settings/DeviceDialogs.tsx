import type { Device, Role } from '@moltbot-ops/sdk/types';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { keeper } from '../../api/client.ts';
import { deviceRevoke, devicesQuery, deviceUpdate, queryClient } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/Toast.tsx';
import { RoleSelect } from './RoleSelect.tsx';

interface DeviceDialogProps {
  device: Device;
  onClose(): void;
}

/** Runs a change of a device; the list is read again whatever came of it. */
function useDeviceChange<T>(change: (input: T) => Promise<unknown>, onDone: () => void) {
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    onSettled: () => queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey }),
  });
}

export function RenameDialog({ device, onClose }: DeviceDialogProps) {
  const [name, setName] = useState(device.name);
  const rename = useDeviceChange(
    (next: string) => deviceUpdate(device.device_id, { name: next }),
    () => {
      toast(`Renamed to ${name.trim()}.`);
      onClose();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && !rename.isPending) rename.mutate(name.trim());
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Rename ${device.name}`}>
      <form className="dialog-form" onSubmit={submit}>
        <Field
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          autoComplete="off"
        />
        {rename.error && <ErrorState title="The name was not changed" message={rename.error.message} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>Keep the name</Button>
          <Button
            type="submit"
            look="go"
            busy={rename.isPending && 'Renaming…'}
            why_not={name.trim() === '' ? 'A name is needed.' : undefined}
          >
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function RoleDialog({ device, onClose }: DeviceDialogProps) {
  const [role, setRole] = useState<Role>(device.role);
  const change = useDeviceChange(
    (next: Role) => deviceUpdate(device.device_id, { role: next }),
    () => {
      toast(`${device.name} is ${role} now.`);
      if (device.current) void keeper.load();
      onClose();
    },
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Role of ${device.name}`}
      description={
        device.current
          ? 'This is the browser you are using: with a lesser role you cannot give yourself this one back.'
          : undefined
      }
      actions={
        <>
          <Button onClick={onClose}>Keep {device.role}</Button>
          <Button
            look="go"
            busy={change.isPending && 'Changing…'}
            why_not={role === device.role ? 'Choose another role first.' : undefined}
            onClick={() => change.mutate(role)}
          >
            Change role
          </Button>
        </>
      }
    >
      <RoleSelect value={role} onValueChange={setRole} />
      {change.error && <ErrorState title="The role was not changed" message={change.error.message} />}
    </Dialog>
  );
}

export function RevokeDialog({ device, onClose }: DeviceDialogProps) {
  const revoke = useDeviceChange(
    () => deviceRevoke(device.device_id),
    () => {
      onClose();
      if (device.current) keeper.forget('device_revoked');
      else toast(`${device.name} is revoked.`);
    },
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={device.current ? 'Revoke this browser?' : `Revoke ${device.name}?`}
      description={
        <>
          <p>
            {device.current
              ? 'You are signed out here at once, and this page closes its live view. '
              : 'It is signed out at once, and its live views close within a second. '}
            To return it has to be paired and approved again.
          </p>
          {device.current && device.role === 'owner' && (
            <p>
              This browser is an owner. If it is the last one, only someone at the host can let in the next, with{' '}
              <code>moltbot-ops pair</code>.
            </p>
          )}
          <p>The gateway is not touched. The record of what this device did stays.</p>
        </>
      }
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={revoke.isPending && 'Revoking…'} onClick={() => revoke.mutate(undefined)}>
            {device.current ? 'Revoke and leave' : 'Revoke device'}
          </Button>
        </>
      }
    >
      {revoke.error && <ErrorState title="The device was not revoked" message={revoke.error.message} />}
    </Dialog>
  );
}
