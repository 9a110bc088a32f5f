import type { Role } from '@moltbot-ops/sdk/types';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { pairApprove } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState } from '../../ui/Feedback.tsx';
import { CodeInput, code_letters, isWholeCode } from '../../ui/Field.tsx';
import { toast } from '../../ui/Toast.tsx';
import { RoleSelect } from './RoleSelect.tsx';

/** Lets a waiting device in, by typing the code that it shows: never by a bare yes to somebody's request. */
export function ApproveDialog({ onClose }: { onClose(): void }) {
  const [code, setCode] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const approve = useMutation({
    mutationFn: () => pairApprove(code, role),
    onSuccess: (approval) => {
      toast(
        `Approved as ${approval.role}. The device comes in by itself within ${approval.expires_in_seconds} seconds.`,
      );
      onClose();
    },
  });
  const complete = isWholeCode(code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !approve.isPending) approve.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Approve a device"
      description="Type the code that the device in front of you shows. A code somebody sends you lets that somebody in."
    >
      <form className="dialog-form" onSubmit={submit}>
        <CodeInput label="Code on the device" value={code} onValueChange={setCode} />
        <RoleSelect value={role} onValueChange={setRole} />
        {approve.error && <ErrorState title="Nobody was let in" message={approve.error.message} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="go"
            busy={approve.isPending && 'Approving…'}
            why_not={complete ? undefined : `The code has ${code_letters} letters and digits.`}
          >
            Approve
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
