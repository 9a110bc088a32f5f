import { type ComponentProps, useId } from 'react';

interface SelectProps<T extends string> extends Omit<ComponentProps<'select'>, 'onChange' | 'value'> {
  label: string;
  show_label?: boolean;
  hint?: string;
  value: T;
  options: ReadonlyArray<{ value: NoInfer<T>; label: string }>;
  onValueChange(value: NoInfer<T>): void;
}

/** The platform's own list: it works with every keyboard, screen reader and phone. */
export function Select<T extends string>({
  label,
  show_label = true,
  hint,
  value,
  options,
  onValueChange,
  ...rest
}: SelectProps<T>) {
  const id = useId();
  return (
    <div className="field">
      <label className={show_label ? 'field-label' : 'visually-hidden'} htmlFor={id}>
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className="input select"
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onValueChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
