import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useId } from 'react';

interface PickProps<T extends string> {
  label: string;
  /** False where the page's heading asks it already. */
  show_label?: boolean;
  value: T | null;
  options: ReadonlyArray<{
    value: NoInfer<T>;
    name: string;
    text: ReactNode;
    icon?: LucideIcon;
    badge?: string;
    /** What is known of it here and now, as machine text. */
    fact?: ReactNode;
  }>;
  onPick(value: NoInfer<T>): void;
  size?: 'large' | 'small';
}

/** One of a few, each with enough words to choose by: native radio buttons, laid out as cards. */
export function Pick<T extends string>({
  label,
  show_label = true,
  value,
  options,
  onPick,
  size = 'small',
}: PickProps<T>) {
  const name = useId();
  return (
    <fieldset className="pick" data-size={size}>
      <legend className={show_label ? undefined : 'visually-hidden'}>{label}</legend>
      <div className="pick-cards">
        {options.map(({ icon: Icon, ...option }) => (
          <label key={option.value} className="pick-card">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onPick(option.value)}
              // The name alone: the sentence is read after it, not as a part of it.
              aria-label={option.badge ? `${option.name}, ${option.badge}` : option.name}
              aria-describedby={`${name}-${option.value}`}
            />
            <span className="pick-face">
              <span className="pick-head">
                {Icon && <Icon size={size === 'large' ? 20 : 17} aria-hidden="true" />}
                <b>{option.name}</b>
                {option.badge && <em>{option.badge}</em>}
                <span className="pick-dot" aria-hidden="true" />
              </span>
              <span className="pick-text" id={`${name}-${option.value}`}>
                {option.text}
              </span>
              {option.fact && <span className="pick-fact">{option.fact}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
