import type { PairInvite, Role } from '@moltbot-ops/sdk/types';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { pairInvite } from '../../api/queries.ts';
import { Button, CopyButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState } from '../../ui/Feedback.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { countdownWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import { RoleSelect } from './RoleSelect.tsx';

/** Makes a code that is approved already, as link and QR. */
export function InviteDialog({ onClose }: { onClose(): void }) {
  const [role, setRole] = useState<Role>('viewer');
  const invite = useMutation({
    mutationFn: () =>
      pairInvite(role).then((made) => ({ ...made, expires_at_ms: Date.now() + made.expires_in_seconds * 1000 })),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Invite a device"
      description="Whoever opens the link first is in, once, without another question. Show it to nobody else."
      actions={
        !invite.data && (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="go" busy={invite.isPending && 'Making a link…'} onClick={() => invite.mutate()}>
              Make a link
            </Button>
          </>
        )
      }
    >
      {!invite.data && <RoleSelect value={role} onValueChange={setRole} />}
      {invite.error && <ErrorState title="No link was made" message={invite.error.message} />}
      {invite.data && <Invitation invite={invite.data} onAgain={invite.reset} />}
    </Dialog>
  );
}

function Invitation({ invite, onAgain }: { invite: PairInvite & { expires_at_ms: number }; onAgain(): void }) {
  const left = Math.max(0, invite.expires_at_ms - useNow(500));
  if (left === 0) {
    return (
      <div className="dialog-form" role="status">
        <p>The link has expired. If nobody used it, nobody was let in.</p>
        <div>
          <Button look="go" onClick={onAgain}>
            Make another
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="invitation">
      <Qr text={invite.url} label="QR code of the pairing link" />
      <div className="invitation-words">
        <p className="hint">Code</p>
        <p className="invitation-code mono">{invite.pairing_code}</p>
        <p className="hint">
          As {invite.role}, for {countdownWords(left / 1000)} more.
        </p>
        <CopyButton text={invite.url} label="Copy the link" />
        {isLoopback(invite.url) && (
          <p className="hint">
            The agent listens on this machine only, so the link works in its own browsers, or through an SSH tunnel.
          </p>
        )}
      </div>
    </div>
  );
}

function isLoopback(url: string): boolean {
  return /^https?:\/\/(127\.|localhost|\[::1\])/.test(url);
}
