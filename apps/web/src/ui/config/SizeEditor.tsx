import { useState } from 'react';
import { checkValue } from './check-value.ts';
import type { EditorProps } from './editor-props.ts';
import { useConfigForm } from './form.ts';
import { isSizeUnit, joinSize, sizeUnits, sizeWords, splitSize } from './size.ts';

/** A number of bytes, typed as a figure and a unit. What is checked and written is bytes. */
export function SizeEditor({ id, path, field, value, name }: EditorProps) {
  const form = useConfigForm();
  const [typed, setTyped] = useState(() => shown(value));
  // What was typed stands while it means the value; another value, such as after a reset, shows itself.
  const { text, unit } = meaning(typed) === value ? typed : { ...typed, ...shown(value, typed.unit) };
  const take = (next: typeof typed): void => {
    setTyped(next);
    if (next.text === '') form.unset(path);
    else form.set(path, meaning(next));
  };
  return (
    <div className="cfg-size">
      <input
        id={id}
        className="input cfg-input mono cfg-number"
        value={text}
        inputMode="decimal"
        placeholder={typeof field.default === 'number' ? sizeWords(field.default) : ''}
        autoComplete="off"
        spellCheck={false}
        readOnly={form.why_not !== undefined}
        aria-invalid={checkValue(field, value) ? true : undefined}
        aria-describedby={`${id}-problems`}
        onChange={(event) => take({ text: event.target.value, unit })}
      />
      <select
        className="input select cfg-input cfg-unit"
        aria-label={`Unit of ${name}`}
        value={unit}
        disabled={form.why_not !== undefined}
        onChange={(event) => isSizeUnit(event.target.value) && take({ text, unit: event.target.value })}
      >
        {Object.keys(sizeUnits).map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </div>
  );
}

type Typed = ReturnType<typeof splitSize>;

const meaning = ({ text, unit }: Typed) => (text === '' ? undefined : joinSize(text, unit));

function shown(value: unknown, unit: Typed['unit'] = 'MB'): Typed {
  if (typeof value === 'number') return splitSize(value);
  return { text: value === undefined ? '' : String(value), unit };
}
