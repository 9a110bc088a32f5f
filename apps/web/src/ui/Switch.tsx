import { Switch as Base } from '@base-ui/react/switch';
import { useId } from 'react';

/** On or off, at once, with a sentence on what that does. */
export function Switch(props: {
  label: string;
  hint?: string;
  checked: boolean;
  onCheckedChange(checked: boolean): void;
}) {
  const id = useId();
  return (
    <div className="switch-row">
      <div>
        <label htmlFor={id}>{props.label}</label>
        {props.hint && (
          <p className="hint" id={`${id}-hint`}>
            {props.hint}
          </p>
        )}
      </div>
      <Base.Root
        id={id}
        className="switch"
        checked={props.checked}
        onCheckedChange={props.onCheckedChange}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
      >
        <Base.Thumb className="switch-thumb" />
      </Base.Root>
    </div>
  );
}
