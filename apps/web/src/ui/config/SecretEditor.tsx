import { Eye, EyeOff, KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../Button.tsx';
import type { EditorProps } from './editor-props.ts';
import { useConfigForm } from './form.ts';
import { isMask, isTypedSecret, referenceIn } from './mask.ts';
import { formatPath, valueAt } from './tree.ts';
import { targetLooks } from './words.ts';

/** A secret is written, never read: what is set stays hidden, and only what was typed just now can be looked at. */
export function SecretEditor(props: EditorProps & { generate?: () => string }) {
  const { path, value, name } = props;
  const form = useConfigForm();
  const [replacing, setReplacing] = useState(false);
  const isKept = isMask(value) || referenceIn(value) !== null;
  if (isKept && !replacing)
    return (
      <div className="cfg-secret">
        <KeptSecret path={formatPath(path)} value={value} />
        <Button
          size="sm"
          aria-label={`Replace ${name}`}
          onClick={() => setReplacing(true)}
          {...(form.why_not ? { 'aria-disabled': true } : {})}
        >
          Replace…
        </Button>
      </div>
    );
  const former = valueAt(form.value.config, path);
  return (
    <SecretInput
      {...props}
      value={isTypedSecret(value) ? value : ''}
      autoFocus={replacing}
      onBack={
        former === undefined
          ? null
          : () => {
              setReplacing(false);
              form.reset(path);
            }
      }
    />
  );
}

function KeptSecret({ path, value }: { path: string; value: unknown }) {
  const { value: document } = useConfigForm();
  const known = document.secrets.find((secret) => secret.path === path);
  const reference = referenceIn(value);
  const from = reference
    ? `${reference.source}: ${reference.id}`
    : known && known.source !== 'literal'
      ? `${known.source}${known.reference ? `: ${known.reference}` : ''}`
      : null;
  const missing = known?.resolved === false;
  return (
    <p className="cfg-kept" data-tone={missing ? 'bad' : 'idle'}>
      <KeyRound size={13} aria-hidden="true" />
      {from ? <code>{from}</code> : 'Set, kept'}
      {missing && <span>the service does not find it</span>}
    </p>
  );
}

interface SecretInputProps extends EditorProps {
  value: string;
  autoFocus: boolean;
  generate?: () => string;
  /** Back to the secret that is in force; `null` where there is none. */
  onBack: (() => void) | null;
}

/** The text is put into the input by hand: an attribute in the page would show it to whatever reads the page. */
function SecretInput({ id, path, value, name, autoFocus, generate, onBack }: SecretInputProps) {
  const form = useConfigForm();
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (input.current && input.current.value !== value) input.current.value = value;
  }, [value]);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  const target = form.value.secret_targets?.[0];
  return (
    <>
      <div className="cfg-secret">
        <span className="cfg-secret-box">
          <input
            ref={input}
            id={id}
            type={shown ? 'text' : 'password'}
            className="input cfg-input mono"
            autoComplete="new-password"
            autoCapitalize="off"
            spellCheck={false}
            data-1p-ignore
            readOnly={form.why_not !== undefined}
            aria-describedby={`${id}-problems`}
            onChange={(event) => {
              if (event.target.value === '') form.unset(path);
              else form.set(path, event.target.value);
            }}
          />
          {value !== '' && (
            <IconButton
              label={shown ? `Hide ${name}` : `Show ${name}`}
              className="btn-sm"
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff size={14} aria-hidden="true" /> : <Eye size={14} aria-hidden="true" />}
            </IconButton>
          )}
        </span>
        {generate && (
          <Button size="sm" onClick={() => form.set(path, generate())}>
            Generate
          </Button>
        )}
        {onBack && (
          <Button size="sm" look="quiet" onClick={onBack}>
            Keep the old one
          </Button>
        )}
      </div>
      {target && value !== '' && <p className="cfg-foot">Will be kept in: {targetLooks[target].name.toLowerCase()}.</p>}
    </>
  );
}

/** 256 bits from the browser's own source, as text that needs no quoting anywhere. */
export function generateToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
