import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ConfigVerdict } from '../../ui/config/ConfigVerdict.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { useDrafting } from './drafting.ts';
import { LostSecrets } from './LostSecrets.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** Whether the gateway would start with it; what would stop it is mended before it is tried. */
export function ValidateStep({ wizard, onJump }: { wizard: Wizard; onJump(path: string): void }) {
  const drafting = useDrafting(wizard, { deep: true });
  const { verdict, judging, lost } = drafting;
  const error = drafting.error ?? drafting.verdictError;
  return (
    <StepFrame wizard={wizard} why_not={whyNot(verdict?.valid, judging, lost.length)}>
      {error && (
        <ErrorState
          title="It could not be judged"
          message={error.message}
          action={<Button onClick={drafting.readAgain}>Judge again</Button>}
        />
      )}
      {lost.length > 0 && (
        <p className="lost-secrets" role="status">
          Secrets that were typed before a reload are gone with it. Type again:
          <LostSecrets paths={lost} onJump={onJump} />
        </p>
      )}
      {verdict ? (
        <Card tone={judging ? 'idle' : verdict.valid ? 'ok' : 'bad'} className="judged">
          <ConfigVerdict verdict={verdict} onJump={onJump} />
        </Card>
      ) : (
        !error && (
          <Card>
            <Skeleton lines={[40, 70, 60]} label="Asking whether the gateway would accept it" />
          </Card>
        )
      )}
    </StepFrame>
  );
}

function whyNot(valid: boolean | undefined, judging: boolean, lost: number): string | undefined {
  if (judging || valid === undefined) return 'It is being judged.';
  if (lost > 0) return 'Type the lost secrets again first.';
  return valid ? undefined : 'Mend the errors first: the gateway would not start with them.';
}
