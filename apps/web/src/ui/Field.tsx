import { type ComponentProps, type ReactNode, useId } from 'react';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

/** A labelled text field; its hint and its error are read with it. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={['input', className].filter(Boolean).join(' ')}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** A code in groups of four: typed or pasted in any case, with or without dashes and spaces. */
export function CodeInput({
  value,
  onValueChange,
  ...rest
}: Omit<FieldProps, 'value' | 'onChange'> & { value: string; onValueChange(code: string): void }) {
  return (
    <Field
      {...rest}
      className="input-code mono"
      value={value}
      onChange={(event) => onValueChange(groupCode(event.target.value))}
      autoComplete="one-time-code"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      inputMode="text"
      maxLength={19}
      placeholder="XXXX-XXXX"
    />
  );
}

/** `abcd efgh` → `ABCD-EFGH`. */
export function groupCode(text: string): string {
  const letters = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 16);
  return letters.match(/.{1,4}/g)?.join('-') ?? '';
}
