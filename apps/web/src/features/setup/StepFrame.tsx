import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/Feedback.tsx';
import { stepAfter, stepBefore, wordsOf } from './steps.ts';
import type { Wizard } from './wizard.ts';

interface StepFrameProps {
  wizard: Wizard;
  children: ReactNode;
  /** On the button that goes on; the next page's name when left out, no button for `null`. */
  verb?: string | null;
  /** Why it cannot go on yet, as a sentence. */
  why_not?: string | undefined;
  busy?: string | false;
  /** Instead of just going to the next page. */
  onNext?(): void;
  /** Where the way on leads out of the wizard. */
  end?: ReactNode;
}

/** A page of the wizard: its content, and the way back and on. Back is always free: it changes nothing anywhere. */
export function StepFrame({ wizard, children, verb, why_not, busy = false, onNext, end }: StepFrameProps) {
  const { state, mover } = wizard;
  const before = stepBefore(state.step, state.choice);
  const after = stepAfter(state.step, state.choice);
  const on = verb === undefined && after ? `Go on: ${wordsOf(after, state.choice).name}` : verb;
  return (
    <>
      {children}
      {mover.error && (
        <ErrorState title="The wizard stays here" message={mover.error.message} request_id={mover.error.request_id} />
      )}
      <footer className="step-foot">
        {before && !wizard.why_not && (
          <Button look="quiet" onClick={wizard.back}>
            <ArrowLeft size={16} aria-hidden="true" />
            {wordsOf(before, state.choice).name}
          </Button>
        )}
        {end && <div className="step-on">{end}</div>}
        {on && (
          <div className="step-on">
            <Button
              look="go"
              busy={busy || (mover.moving && 'Going on…')}
              why_not={wizard.why_not ?? why_not}
              onClick={onNext ?? (() => void wizard.next())}
            >
              {on}
              <ArrowRight size={16} aria-hidden="true" />
            </Button>
          </div>
        )}
      </footer>
    </>
  );
}
