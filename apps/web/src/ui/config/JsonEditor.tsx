import { useState } from 'react';
import type { EditorProps } from './editor-props.ts';
import { useConfigForm } from './form.ts';
import { readJson5 } from './json5.ts';
import { write } from './raw/text-edit.ts';
import { isSame } from './tree.ts';

/** Whatever has no form of its own, as JSON5. What cannot be read stays here and changes nothing. */
export function JsonEditor({ id, path, field, value }: EditorProps) {
  const form = useConfigForm();
  const [text, setText] = useState(() => textOf(value));
  const [said, setSaid] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  if (!isSame(said, value)) {
    // Changed elsewhere, by a reset for one: what was half typed here is gone with it.
    setSaid(value);
    setText(textOf(value));
    setProblem(null);
  }
  const take = (next: string) => {
    setText(next);
    if (next.trim() === '') {
      setProblem(null);
      setSaid(undefined);
      return form.unset(path);
    }
    const reading = readJson5(next);
    setProblem(
      reading.ok ? null : `Line ${reading.line}, column ${reading.column}: ${reading.message} Nothing was changed yet.`,
    );
    if (!reading.ok) return;
    setSaid(reading.value);
    form.set(path, reading.value);
  };
  return (
    <>
      <textarea
        id={id}
        className="input cfg-input cfg-json mono"
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        value={text}
        placeholder={field.type === 'list' ? '[ … ]' : field.type === 'any' ? 'JSON5' : '{ … }'}
        autoComplete="off"
        spellCheck={false}
        readOnly={form.why_not !== undefined}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-problems ${id}-json`}
        onChange={(event) => take(event.target.value)}
      />
      <p id={`${id}-json`} className="cfg-problems" aria-live="polite">
        {problem && <span data-severity="error">{problem}</span>}
      </p>
    </>
  );
}

function textOf(value: unknown): string {
  return value === undefined ? '' : write(value, '', true);
}
