import type { PrerequisiteReport, PrerequisitesRequest, SetupChoice, SshAuth } from '@moltbot-ops/sdk/types';
import { RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { runPrerequisites } from '../../api/setup.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState, Kbd, Skeleton } from '../../ui/Feedback.tsx';
import { CredentialsForm } from '../../ui/ssh/CredentialsForm.tsx';
import { ageWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import { CheckRow } from './CheckRow.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** What the machine lacks, found out before anything is done to it. */
export function PrerequisitesStep({ wizard }: { wizard: Wizard }) {
  const { choice } = wizard.state;
  const needsSignIn = choice?.place === 'ssh' && !wizard.credentialsFor(choice);
  const checks = useChecks(wizard);
  useKeyR(checks.run, !needsSignIn && !wizard.why_not);
  const { report, busy, error } = checks;
  return (
    <StepFrame wizard={wizard} why_not={busy ? 'The checks still run.' : report?.ready ? undefined : whyNot(report)}>
      {needsSignIn && choice && (
        <Card>
          <CredentialsForm
            account={`${choice.username}@${choice.host}`}
            verb="Sign in and check"
            error={error && isAboutSignIn(error) ? error.message : null}
            onGive={(auth) => wizard.giveCredentials(choice, auth)}
          />
        </Card>
      )}
      {error && !(needsSignIn && isAboutSignIn(error)) && (
        <ErrorState
          title="The machine could not be checked"
          message={error.message}
          request_id={error.request_id}
          action={
            <>
              {!needsSignIn && <Button onClick={checks.run}>Check again</Button>}
              {choice?.place === 'ssh' && !needsSignIn && (
                <Button onClick={() => wizard.forgetCredentials()}>Give other credentials</Button>
              )}
            </>
          }
        />
      )}
      {(report || busy) && (
        <section className="sheet checks-card" aria-label="Checks" aria-busy={busy}>
          <header className="checks-head">
            <p role="status">{summaryWords(report, busy)}</p>
            <CheckedAt report={busy ? null : report} />
            {!wizard.why_not && !needsSignIn && (
              <Button size="sm" busy={busy && 'Checking…'} onClick={checks.run} aria-keyshortcuts="r">
                <RefreshCw size={14} aria-hidden="true" />
                Check again <Kbd keys="r" />
              </Button>
            )}
          </header>
          {report ? (
            <ul className="check-rows" data-old={busy || undefined}>
              {report.checks.map((check) => (
                <CheckRow key={check.check} check={check} />
              ))}
            </ul>
          ) : (
            <Skeleton lines={[62, 48, 70, 54, 66, 40]} label="Checking the machine" />
          )}
        </section>
      )}
    </StepFrame>
  );
}

function useChecks(wizard: Wizard) {
  const { state, forgetCredentials: forget } = wizard;
  const { choice } = state;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [fresh, setFresh] = useState<PrerequisiteReport | null>(null);
  const credentials = wizard.credentialsFor(choice);
  const possible = choice !== null && !wizard.why_not && (choice.place === 'local' || credentials !== null);
  const request = possible ? requestOf(choice, credentials) : null;
  const latest = useRef(request);
  useEffect(() => {
    latest.current = request;
  });
  const run = useCallback(() => {
    if (!latest.current) return;
    setBusy(true);
    setError(null);
    runPrerequisites(latest.current)
      .then(setFresh, (cause: unknown) => {
        const refusal =
          cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) });
        setError(refusal);
        // What the machine did not take is asked for anew, beside what it said.
        if (isAboutSignIn(refusal)) forget();
      })
      .finally(() => setBusy(false));
  }, [forget]);
  // Asked by itself on arrival, unless this very choice was found ready before.
  const wanted = possible && !state.prerequisites?.ready;
  useEffect(() => {
    if (wanted) run();
  }, [wanted, run]);
  return { report: fresh ?? state.prerequisites ?? null, busy, error, run };
}

function isAboutSignIn({ code }: ApiError): boolean {
  return code === 'ssh_sign_in_failed' || code === 'ssh_key_unusable' || code === 'ssh_account_unusable';
}

function requestOf(choice: SetupChoice, auth: SshAuth | null): PrerequisitesRequest {
  const common = { ...(choice.method ? { method: choice.method } : {}), port: choice.port ?? null };
  if (choice.place !== 'ssh') return { place: 'local', ...common };
  return {
    place: 'ssh',
    ...common,
    host: choice.host ?? null,
    ssh_port: choice.ssh_port ?? null,
    username: choice.username ?? null,
    ...(auth ? { auth } : {}),
  };
}

/** `r` checks again, wherever the focus is, unless something is being typed. */
function useKeyR(run: () => void, enabled: boolean) {
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role=dialog]');
      if (event.key === 'r' && !event.ctrlKey && !event.metaKey && !event.altKey && !typing) run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [run, enabled]);
}

function CheckedAt({ report }: { report: PrerequisiteReport | null }) {
  const now = useNow(5000);
  return <span className="checks-at">{report && ageWords(now - Date.parse(report.checked_at))}</span>;
}

function summaryWords(report: PrerequisiteReport | null, busy: boolean): string {
  if (busy) return report ? 'Looking once more…' : 'Looking at the machine…';
  if (!report) return '';
  const count = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).length;
  const blockers = count('blocker');
  const warnings = count('warning');
  if (blockers > 0) return blockers === 1 ? 'One thing is in the way.' : `${blockers} things are in the way.`;
  if (warnings > 0)
    return warnings === 1 ? 'Ready. One thing is worth knowing.' : `Ready. ${warnings} things are worth knowing.`;
  return 'Ready. Nothing is in the way.';
}

function whyNot(report: PrerequisiteReport | null): string {
  return report ? 'Mend what is in the way, then check again.' : 'The machine has to be checked first.';
}
