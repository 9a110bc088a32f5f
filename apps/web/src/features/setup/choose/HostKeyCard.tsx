import type { SshHostKey } from '@moltbot-ops/sdk/types';
import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { ApiError, keeper } from '../../../api/client.ts';
import { approveHostKey, forgetHostKey, readHostKey } from '../../../api/setup.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { ErrorState, Skeleton } from '../../../ui/Feedback.tsx';
import { HoldButton } from '../../../ui/HoldButton.tsx';
import { Command } from '../../../ui/Prose.tsx';
import { useStore } from '../../../util/store.ts';

interface HostKeyCardProps {
  host: string;
  port: number;
  may_approve: boolean;
  onTrust(trusted: boolean): void;
}

/** Whether the machine is the one that is meant: its key, to be compared once, pinned, and refused ever after if it changes. */
export function HostKeyCard({ host, port, may_approve, onTrust }: HostKeyCardProps) {
  const [key, setKey] = useState<SshHostKey | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const look = useCallback(async () => {
    setError(null);
    setKey(null);
    try {
      const shown = await readHostKey(host, port);
      setKey(shown);
      onTrust(shown.trust === 'pinned');
    } catch (cause) {
      setError(asError(cause));
    }
    // What to do with the answer may be made anew at each drawing; the machine is asked once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [host, port]);
  useEffect(() => void look(), [look]);

  /** Does one thing about the pin, then asks the machine again: what holds is what it shows then. */
  const settle = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      await look();
    } catch (cause) {
      setError(asError(cause));
    } finally {
      setBusy(false);
    }
  };
  if (error) {
    return (
      <ErrorState
        title="The machine’s key could not be settled"
        message={error.message}
        action={<Button onClick={() => void look()}>Ask again</Button>}
      />
    );
  }
  if (!key) return <Skeleton lines={[48, 92]} label={`Asking ${host} for its host key`} />;
  if (key.trust === 'changed')
    return <Changed shown={key} busy={busy} onForget={() => settle(() => forgetHostKey(host, port))} />;
  if (key.trust === 'pinned') {
    return (
      <Card tone="ok" className="host-key">
        <p className="host-key-title">
          <ShieldCheck size={18} aria-hidden="true" />
          It shows the key that you approved.
        </p>
        <Fingerprint text={key.fingerprint} kind={key.key_type} />
      </Card>
    );
  }
  return (
    <Card tone="warn" className="host-key">
      <h2 className="host-key-title">
        <ShieldQuestion size={18} aria-hidden="true" />
        Is this really {host}?
      </h2>
      <Fingerprint text={key.fingerprint} kind={key.key_type} />
      <p className="host-key-words">
        Compare it, letter by letter, with what the machine itself says: on its own console, or in your provider’s
        panel. There, this prints it:
      </p>
      <Command text={`ssh-keygen -lf /etc/ssh/ssh_host_${fileWord(key.key_type)}_key.pub`} />
      {may_approve && (
        <HoldButton
          busy={busy && 'Pinning it…'}
          onConfirm={() => void settle(() => approveHostKey(host, port, key.fingerprint))}
        >
          Hold: I compared it, and it is the same
        </HoldButton>
      )}
    </Card>
  );
}

function Changed({ shown, busy, onForget }: { shown: SshHostKey; busy: boolean; onForget(): Promise<void> }) {
  const session = useStore(keeper.state);
  const isOwner = session.phase === 'in' && session.session.device.role === 'owner';
  return (
    <Card tone="bad" className="host-key">
      <div role="alert">
        <h2 className="host-key-title">
          <ShieldAlert size={18} aria-hidden="true" />
          Stop. {shown.host} shows another key than the one that you approved.
        </h2>
      </div>
      <p className="host-key-words">
        Either the machine was set up anew, or somebody stands between you and it and would read everything that is sent
        there, the password too. Nothing was sent. Ask whoever runs the machine whether its host key was changed on
        purpose.
      </p>
      <dl className="host-key-pair">
        <div>
          <dt>Approved</dt>
          <dd className="mono">{shown.pinned_fingerprint}</dd>
        </div>
        <div>
          <dt>Shown now</dt>
          <dd className="mono">{shown.fingerprint}</dd>
        </div>
      </dl>
      {isOwner ? (
        <HoldButton look="danger" busy={busy && 'Forgetting it…'} onConfirm={() => void onForget()}>
          Hold: it was changed on purpose, forget the old key
        </HoldButton>
      ) : (
        <p className="hint">Only an owner can forget the old key.</p>
      )}
    </Card>
  );
}

/** In groups of four, large, so that two of them can be compared by eye. */
function Fingerprint({ text, kind }: { text: string; kind: string }) {
  const [name, value = ''] = text.split(':');
  return (
    <div className="fingerprint">
      <p className="fingerprint-kind">
        {kind} · {name}
      </p>
      <p className="fingerprint-value mono" role="img" aria-label={`Fingerprint ${text}`}>
        {(value.match(/.{1,4}/g) ?? []).map((group, index) => (
          // Two groups may be the same letters, and their order never changes.
          <span key={`${index}${group}`}>{group}</span>
        ))}
      </p>
    </div>
  );
}

/** `ssh-ed25519` → `ed25519`, as in the name of the key's file. */
function fileWord(keyType: string): string {
  if (keyType.startsWith('ecdsa')) return 'ecdsa';
  return keyType.includes('rsa') ? 'rsa' : 'ed25519';
}

function asError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) });
}
