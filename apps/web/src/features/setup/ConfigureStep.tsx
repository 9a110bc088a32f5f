import { lazy, Suspense, useEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { useDrafting } from './drafting.ts';
import { LostSecrets } from './LostSecrets.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

// A piece of its own: whoever only installs never loads the form.
const ConfigBuilder = lazy(() =>
  import('../../ui/config/ConfigBuilder.tsx').then((module) => ({ default: module.ConfigBuilder })),
);

interface ConfigureStepProps {
  wizard: Wizard;
  /** A field that another page sent the reader to. */
  focus: { path: string } | null;
  onJump(path: string): void;
  /** Whoever comes back later was not sent there. */
  onLeave(): void;
}

/** The essentials, with everything else within a search. Nothing is in force before it was validated and applied. */
export function ConfigureStep({ wizard, focus, onJump, onLeave }: ConfigureStepProps) {
  const drafting = useDrafting(wizard, { deep: false });
  const left = useRef(onLeave);
  useEffect(() => () => left.current(), []);
  const goOn = async () => {
    if (await drafting.store()) await wizard.next();
  };
  return (
    <StepFrame
      wizard={wizard}
      onNext={() => void goOn()}
      why_not={drafting.blocked ?? (drafting.fields ? undefined : 'The fields are being read.')}
    >
      {drafting.error && (
        <ErrorState
          title="The configuration could not be read"
          message={drafting.error.message}
          action={<Button onClick={drafting.readAgain}>Read again</Button>}
        />
      )}
      {drafting.lost.length > 0 && (
        <p className="lost-secrets" role="status">
          {drafting.lost.length === 1 ? 'One secret has' : `${drafting.lost.length} secrets have`} to be typed again,
          because a reload forgets them:
          <LostSecrets paths={drafting.lost} onJump={onJump} />
        </p>
      )}
      <h2 className="visually-hidden">Configuration</h2>
      {drafting.value ? (
        <Suspense fallback={<Skeleton lines={[50, 90, 70]} label="Laying out the form" />}>
          <ConfigBuilder
            value={drafting.value}
            fields={drafting.fields}
            draft={drafting.draft}
            onDraft={drafting.onDraft}
            verdict={drafting.verdict}
            focus={focus}
            onBlock={drafting.onBlock}
            onProbe={drafting.onProbe}
            text={wizard.text}
            onText={wizard.setText}
            why_not={wizard.why_not}
          />
        </Suspense>
      ) : (
        !drafting.error && <Skeleton lines={[50, 90, 70, 84]} label="Reading the configuration" />
      )}
    </StepFrame>
  );
}
