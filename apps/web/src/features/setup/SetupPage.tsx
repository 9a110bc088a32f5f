import type { SetupStep } from '@moltbot-ops/sdk/types';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { Page } from '../../ui/Page.tsx';
import { AdoptStep } from './AdoptStep.tsx';
import { ConfigureStep } from './ConfigureStep.tsx';
import { Course } from './Course.tsx';
import { ChooseStep } from './choose/ChooseStep.tsx';
import { InstallStep } from './InstallStep.tsx';
import { PrerequisitesStep } from './PrerequisitesStep.tsx';
import { ReportStep } from './ReportStep.tsx';
import { RunStep } from './RunStep.tsx';
import './setup.css';
import { SoFar } from './SoFar.tsx';
import { wordsOf } from './steps.ts';
import { ValidateStep } from './ValidateStep.tsx';
import { useWizard, type Wizard } from './wizard.ts';

/** From nothing to a running gateway, one page at a time, at the same page in every browser. */
export function SetupPage() {
  const { wizard, error, readAgain } = useWizard();
  if (!wizard) {
    return (
      <Page title="Setup" measure="text">
        {error ? (
          <ErrorState
            title="The wizard could not be read"
            message={error.message}
            action={<Button onClick={readAgain}>Read again</Button>}
          />
        ) : (
          <Skeleton lines={[100, 46, 80, 72]} label="Asking where the setup stands" />
        )}
      </Page>
    );
  }
  const { title, intro } = wordsOf(wizard.state.step, wizard.state.choice);
  return (
    <Page title={`${title} · Setup`} heading={<Course state={wizard.state} onGo={wizard.goTo} />}>
      <div className="setup-columns">
        <div className="setup-main">
          <div className="step-head">
            <StepHeading step={wizard.state.step} text={title} />
            <p className="step-intro">{intro}</p>
          </div>
          <Notes wizard={wizard} />
          <StepPage wizard={wizard} />
        </div>
        <SoFar wizard={wizard} />
      </div>
    </Page>
  );
}

/** Says what happened to the wizard elsewhere, and who may only look on. */
function Notes({ wizard }: { wizard: Wizard }) {
  return (
    <div role="status" className="notes">
      {wizard.mover.raced && (
        <div className="note" data-tone="warn">
          <p>
            <b>Somebody moved it.</b> The wizard was changed on another screen, and this is where it stands now. What
            you were about to do here was not done.
          </p>
          <Button size="sm" onClick={wizard.putAside}>
            Understood
          </Button>
        </div>
      )}
      {wizard.why_not && (
        <div className="note" data-tone="idle">
          <p>{wizard.why_not}</p>
        </div>
      )}
    </div>
  );
}

/** The focus goes to the heading when the page changes under the reader; the place's own arrival is the shell's business. */
function StepHeading({ text, step }: { text: string; step: SetupStep }) {
  const ref = useRef<HTMLHeadingElement>(null);
  const [first] = useState(step);
  const moved = useRef(false);
  useEffect(() => {
    if (step === first && !moved.current) return;
    moved.current = true;
    ref.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [step, first]);
  return (
    <h1 ref={ref} tabIndex={-1} data-landing>
      {text}
    </h1>
  );
}

function StepPage({ wizard }: { wizard: Wizard }): ReactNode {
  const [focus, setFocus] = useState<{ path: string } | null>(null);
  const jump = (path: string) => {
    setFocus({ path });
    wizard.goTo('configure');
  };
  // What was found and begun for one choice says nothing of another, which may come from another browser.
  const of_choice = JSON.stringify(wizard.state.choice);
  switch (wizard.state.step) {
    case 'choose':
      return <ChooseStep wizard={wizard} />;
    case 'prerequisites':
      return <PrerequisitesStep key={of_choice} wizard={wizard} />;
    case 'install':
      if (wizard.state.choice?.place === 'adopt') return <AdoptStep wizard={wizard} />;
      return <InstallStep key={of_choice} wizard={wizard} />;
    case 'configure':
      return <ConfigureStep wizard={wizard} focus={focus} onJump={jump} onLeave={() => setFocus(null)} />;
    case 'validate':
      return <ValidateStep wizard={wizard} onJump={jump} />;
    case 'run':
      return <RunStep wizard={wizard} />;
    case 'report':
      return <ReportStep wizard={wizard} />;
  }
}
