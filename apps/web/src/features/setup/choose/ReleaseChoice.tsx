import { Button } from '../../../ui/Button.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import type { ChoiceErrors, ChoiceForm } from './choice.ts';
import { channelNames } from './names.ts';

interface ReleaseChoiceProps {
  form: ChoiceForm;
  /** Whether Homebrew stands among the ways already. */
  offers_brew: boolean;
  errors: ChoiceErrors;
  onChange(part: Partial<ChoiceForm>): void;
}

const channels = {
  stable: 'What most people run. Faults have been found by others before it comes to you.',
  beta: 'The next stable, a week or two early. Now and then something in it is not finished.',
  nightly: 'Built every night from whatever was written that day. For trying things out, not for relying on.',
} as const;

/** Which releases to follow, and what only few want to choose. */
export function ReleaseChoice({ form, offers_brew, errors, onChange }: ReleaseChoiceProps) {
  const exact = form.version !== '';
  return (
    <div className="release-choice">
      <Segmented
        label="Which releases?"
        value={form.channel}
        options={[
          { value: 'stable', label: channelNames.stable },
          { value: 'beta', label: channelNames.beta },
          { value: 'nightly', label: channelNames.nightly },
        ]}
        onChange={(channel) => onChange({ channel })}
      />
      <p className="release-words" aria-live="polite">
        {exact
          ? 'An exact version is asked for below; the channel then says only which updates to look for.'
          : channels[form.channel]}
      </p>
      <details className="more" open={exact || form.port !== '' || undefined}>
        <summary>More: exact version, port</summary>
        <div className="more-fields">
          <Field
            label="Exact version"
            placeholder="the newest of the channel"
            value={form.version}
            error={errors.version ?? null}
            onChange={(event) => onChange({ version: event.target.value.trim() })}
            autoComplete="off"
            spellCheck={false}
            maxLength={80}
          />
          <Field
            label="Port of the gateway"
            placeholder="18789, its usual one"
            inputMode="numeric"
            value={form.port}
            error={errors.port ?? null}
            onChange={(event) => onChange({ port: event.target.value.trim() })}
            autoComplete="off"
            // Room for what a paste brings along; cut off within, it would be another number.
            maxLength={80}
          />
          {form.place === 'local' && !offers_brew && (
            <div className="more-brew">
              <p className="hint">Homebrew on Linux works too, where it is installed.</p>
              <Button size="sm" onClick={() => onChange({ method: 'brew' })}>
                Use Homebrew
              </Button>
            </div>
          )}
        </div>
      </details>
    </div>
  );
}
