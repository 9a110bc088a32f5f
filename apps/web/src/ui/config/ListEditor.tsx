import { Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../Button.tsx';
import { type EditorProps, readScalar } from './editor-props.ts';
import { fieldAt } from './field-match.ts';
import { useConfigForm } from './form.ts';

/** A list of texts or numbers, one line each. */
export function ListEditor({ id, path, value, name }: EditorProps) {
  const form = useConfigForm();
  const box = useRef<HTMLUListElement>(null);
  const items: unknown[] = Array.isArray(value) ? value : [];
  const type = fieldAt(form.fields, [...path, 0])?.type ?? (typeof items[0] === 'number' ? 'number' : 'string');
  const change = (next: unknown[]) => (next.length === 0 ? form.reset(path) : form.set(path, next));
  const remove = (at: number) => {
    const rest = items.filter((_, index) => index !== at);
    // An emptied list is not the same as none at all.
    form.set(path, rest);
  };
  const add = () => {
    change([...items, '']);
    requestAnimationFrame(() => box.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus());
  };
  return (
    <div className="cfg-list" role="group" aria-labelledby={`${id}-name`}>
      <ul ref={box}>
        {items.map((item, at) => (
          // A line is its place in the list: the texts themselves may repeat and change.
          <li key={at}>
            <input
              className="input cfg-input mono"
              aria-label={`${name}, item ${at + 1}`}
              value={String(item)}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change(items.with(at, readScalar(type, event.target.value)))}
            />
            <IconButton label={`Remove item ${at + 1} of ${name}`} className="btn-sm" onClick={() => remove(at)}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <button type="button" id={id} className="cfg-link" onClick={add} aria-label={`Add to ${name}`}>
        <Plus size={13} aria-hidden="true" /> Add
      </button>
    </div>
  );
}
