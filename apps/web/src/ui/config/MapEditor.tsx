import { Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { IconButton } from '../Button.tsx';
import { type EditorProps, readScalar } from './editor-props.ts';
import { fieldAt } from './field-match.ts';
import { useConfigForm } from './form.ts';
import { isMask, isSensitiveAt } from './mask.ts';
import { SecretEditor } from './SecretEditor.tsx';
import { isTree } from './tree.ts';

/** Names of the operator's choice, each with a text or a number. */
export function MapEditor({ id, path, field, value, name }: EditorProps) {
  const form = useConfigForm();
  const box = useRef<HTMLUListElement>(null);
  const entries = isTree(value) ? Object.entries(value) : [];
  const type = fieldAt(form.fields, [...path, 'x'])?.type ?? 'string';
  return (
    <div className="cfg-list" role="group" aria-labelledby={`${id}-name`}>
      <ul ref={box}>
        {entries.map(([key, one], at) => (
          <li key={key} className="cfg-pair">
            <code className="cfg-pair-name">{key}</code>
            {isMask(one) || isSensitiveAt(form.fields, [...path, key]) ? (
              <SecretEditor id={`${id}-${at}`} path={[...path, key]} field={field} value={one} name={key} />
            ) : (
              <input
                className="input cfg-input mono"
                aria-label={`${name}, ${key}`}
                value={String(one)}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => form.set([...path, key], readScalar(type, event.target.value))}
              />
            )}
            <IconButton
              label={`Remove ${key} of ${name}`}
              className="btn-sm"
              onClick={() => form.unset([...path, key])}
            >
              <X size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <AddName
        id={id}
        name={name}
        taken={entries.map(([key]) => key)}
        onAdd={(key) => {
          form.set([...path, key], '');
          requestAnimationFrame(() => box.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus());
        }}
      />
    </div>
  );
}

/** Asks for the name of a new entry. */
export function AddName(props: { id: string; name: string; taken: readonly string[]; onAdd(key: string): void }) {
  const [key, setKey] = useState('');
  const wanted = key.trim();
  const taken = props.taken.includes(wanted);
  const add = () => {
    if (wanted === '' || taken) return;
    setKey('');
    props.onAdd(wanted);
  };
  return (
    <div className="cfg-add">
      <input
        id={props.id}
        className="input cfg-input mono"
        placeholder="New name"
        aria-label={`New name in ${props.name}`}
        value={key}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={taken || undefined}
        onChange={(event) => setKey(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && add()}
      />
      <button type="button" className="cfg-link" onClick={add} aria-disabled={wanted === '' || taken || undefined}>
        <Plus size={13} aria-hidden="true" /> {taken ? 'Taken' : 'Add'}
      </button>
    </div>
  );
}
