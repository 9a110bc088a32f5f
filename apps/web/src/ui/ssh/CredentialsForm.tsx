import type { SshAuth } from '@moltbot-ops/sdk/types';
import { KeyRound } from 'lucide-react';
import { type ChangeEvent, type FormEvent, useId, useState } from 'react';
import { Button } from '../Button.tsx';
import { Field } from '../Field.tsx';
import { Segmented } from '../Segmented.tsx';
import './credentials.css';

/** A key file is a few kilobytes; anything larger was picked by mistake. */
const key_bytes_max = 64 * 1024;

interface CredentialsFormProps {
  /** Such as `ops@vps.example.org`. */
  account: string;
  /** On the button. */
  verb: string;
  busy?: string | false;
  /** What the machine said to the last ones. */
  error?: string | null;
  onGive(auth: SshAuth): void;
}

/** How to sign in to another machine. What is typed stays in this page's memory and goes with the one request that needs it. */
export function CredentialsForm({ account, verb, busy = false, error, onGive }: CredentialsFormProps) {
  const [type, setType] = useState<'key' | 'password'>('key');
  const [key, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const [fileError, setFileError] = useState<string | null>(null);
  const missing =
    type === 'key'
      ? key.trim() === ''
        ? 'Choose the key’s file or paste it.'
        : undefined
      : secret === ''
        ? 'Type the password.'
        : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing || busy) return;
    const password = secret === '' ? null : secret;
    onGive(type === 'key' ? { type, private_key_pem: key, password } : { type, password });
  };
  const takeFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = ''; // the same file may be picked again
    if (!file) return;
    if (file.size > key_bytes_max) return setFileError('That is too large for a private key. It was not read.');
    setFileError(null);
    setKey(await file.text());
  };
  return (
    <form className="credentials" onSubmit={submit} autoComplete="off">
      <Segmented
        label={`Sign in as ${account} with`}
        value={type}
        options={[
          { value: 'key', label: 'Private key' },
          { value: 'password', label: 'Password' },
        ]}
        onChange={(next) => {
          setType(next);
          setSecret('');
        }}
      />
      {type === 'key' && <KeyInput value={key} error={fileError} onChange={setKey} onFile={takeFile} />}
      <Field
        label={type === 'key' ? 'Passphrase of the key, if it has one' : 'Password'}
        type="password"
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        autoComplete="off"
        maxLength={1024}
      />
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <p className="hint">
        Kept in the memory of this page and of the agent while it works there, and written nowhere. After a reload you
        are asked again.
      </p>
      <div className="credentials-foot">
        <Button type="submit" look="go" busy={busy} why_not={missing}>
          {verb}
        </Button>
      </div>
    </form>
  );
}

function KeyInput(props: {
  value: string;
  error: string | null;
  onChange(key: string): void;
  onFile(event: ChangeEvent<HTMLInputElement>): Promise<void>;
}) {
  const id = useId();
  return (
    <div className="field">
      <div className="credentials-row">
        <label className="field-label" htmlFor={id}>
          Private key, PEM or OpenSSH
        </label>
        <label className="btn btn-sm credentials-file">
          <KeyRound size={14} aria-hidden="true" />
          Choose its file
          <input type="file" className="visually-hidden" onChange={(event) => void props.onFile(event)} />
        </label>
      </div>
      <textarea
        id={id}
        className="input mono credentials-key"
        data-filled={props.value !== '' || undefined}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
        value={props.value}
        maxLength={key_bytes_max}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.error && (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
    </div>
  );
}
