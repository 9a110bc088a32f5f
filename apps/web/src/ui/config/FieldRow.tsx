import type { ConfigField } from '@moltbot-ops/sdk/types';
import { RotateCcw } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Prose } from '../Prose.tsx';
import { checkValue } from './check-value.ts';
import { FieldEditor } from './FieldEditor.tsx';
import { nameWords } from './field-tree.ts';
import { findingsAt, useConfigForm } from './form.ts';
import { isSizeField, sizeWords } from './size.ts';
import { formatPath, isSame, type Path, valueAt } from './tree.ts';
import { defaultWords, reloadLooks, valueWords } from './words.ts';

interface FieldRowProps {
  path: Path;
  field: ConfigField;
  label?: string;
  /** Instead of the schema's own explanation. */
  help?: ReactNode;
  depth?: number;
}

/** One field: what it is, its editor, what is wrong with it, and the way back to what is in force. */
export function FieldRow({ path, field, label, help, depth = 0 }: FieldRowProps) {
  const id = useId();
  const form = useConfigForm();
  const value = valueAt(form.whole, path);
  const before = valueAt(form.value.config, path);
  const changed = !isSame(value, before);
  const name =
    label ?? (field.path.endsWith('*') ? String(path.at(-1)) : (field.label ?? nameWords(String(path.at(-1)))));
  const fallback = isSizeField(field) ? wordsOf(field, field.default, '') : defaultWords(field);
  return (
    <div
      className="cfg-row"
      data-path={formatPath(path)}
      data-changed={changed || undefined}
      data-depth={depth || undefined}
    >
      <div className="cfg-row-name">
        <p className="cfg-label">
          <label htmlFor={id} id={`${id}-name`}>
            {name}
          </label>
          {field.required && <span className="cfg-tag">needed</span>}
          <ReloadBadge field={field} />
        </p>
        <code className="cfg-path">{formatPath(path)}</code>
        <Help>{help ?? field.help}</Help>
      </div>
      <div className="cfg-row-edit">
        <FieldEditor id={id} path={path} field={field} value={value} name={name} />
        <Problems id={id} path={path} field={field} value={value} />
        {(changed || fallback !== '') && (
          <p className="cfg-foot">
            {changed ? (
              <>
                <span className="cfg-was">Was {wordsOf(field, before)}</span>
                <button
                  type="button"
                  className="cfg-link"
                  onClick={() => form.reset(path)}
                  aria-label={`Reset ${name}`}
                >
                  <RotateCcw size={12} aria-hidden="true" /> Reset
                </button>
              </>
            ) : (
              <span>
                {value === undefined ? 'Takes' : 'By default'} <code>{fallback}</code>
              </span>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

function wordsOf(field: ConfigField, value: unknown, none?: string): string {
  if (value === undefined && none !== undefined) return none;
  if (isSizeField(field) && typeof value === 'number') return sizeWords(value);
  return valueWords(value, field.sensitive ?? false);
}

function ReloadBadge({ field }: { field: ConfigField }) {
  if (field.reload !== 'restart' && field.reload !== 'hot') return null;
  const look = reloadLooks[field.reload];
  return (
    <span className="cfg-tag" data-tone={look.tone} title={look.sentence}>
      {look.word}
    </span>
  );
}

const help_letters = 130;

/** Two lines of explanation; the rest on demand. */
function Help({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (!children) return null;
  const long = typeof children === 'string' && children.length > help_letters;
  return (
    <p className="cfg-help">
      {long && !open ? `${String(children).slice(0, String(children).lastIndexOf(' ', help_letters))}… ` : children}
      {long && !open && (
        <button type="button" className="cfg-link" onClick={() => setOpen(true)}>
          more
        </button>
      )}
    </p>
  );
}

/** At once what can be seen from here, then what the agent found. */
function Problems({ id, path, field, value }: { id: string; path: Path; field: ConfigField; value: unknown }) {
  const { findings } = useConfigForm();
  const own = checkValue(field, value);
  const found = findingsAt(findings, path);
  return (
    <div id={`${id}-problems`} className="cfg-problems" aria-live="polite">
      {own && <p data-severity="error">{own}</p>}
      {found
        .filter((error) => !own || error.severity === 'warning' || error.layer === 'lint')
        .map((error) => (
          <p key={`${error.path} ${error.message}`} data-severity={error.severity}>
            <Prose text={error.message} />
            {error.next_step && (
              <span>
                {' '}
                <Prose text={error.next_step} />
              </span>
            )}
          </p>
        ))}
    </div>
  );
}
