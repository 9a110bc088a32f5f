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

/** Letters and digits of a pairing code, and how many stand together. */
export const code_letters = 10;
const group_letters = 5;

/** A code in two groups: typed or pasted in any case, with or without dashes and spaces. */
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
      maxLength={24}
      placeholder="XXXXX-XXXXX"
    />
  );
}

/** `abcde fghjk` → `ABCDE-FGHJK`. */
export function groupCode(text: string): string {
  const letters = lettersIn(text.toUpperCase()).slice(0, code_letters);
  const [first, second] = [letters.slice(0, group_letters), letters.slice(group_letters)];
  return second === '' ? first : `${first}-${second}`;
}

/** Whether nothing of the code is missing. */
export function isWholeCode(code: string): boolean {
  return lettersIn(code).length === code_letters;
}

function lettersIn(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '');
}
