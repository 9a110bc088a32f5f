import { useId } from 'react';

interface SegmentedProps<T extends string> {
  label: string;
  /** False where a heading beside it already says it. */
  show_label?: boolean;
  value: T;
  options: ReadonlyArray<{ value: NoInfer<T>; label: string }>;
  onChange(value: NoInfer<T>): void;
}

/** One of a few, all visible: native radio buttons, so arrow keys and forms work as everywhere. */
export function Segmented<T extends string>({ label, show_label = true, value, options, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className={show_label ? 'field-label' : 'visually-hidden'}>{label}</legend>
      <div className="segmented-track">
        {options.map((option) => (
          <label key={option.value} className="segment">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
