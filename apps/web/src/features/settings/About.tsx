import type { SystemCheck } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { systemChecksQuery, systemInfoQuery } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Card, Section } from '../../ui/Card.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { Prose } from '../../ui/Prose.tsx';

/** What the agent says of itself: the same checks as `moltbot-ops doctor`. */
export function About() {
  const checks = useQuery(systemChecksQuery);
  const info = useQuery(systemInfoQuery).data;
  return (
    <Section
      title="About this agent"
      aside={
        <Button look="quiet" size="sm" busy={checks.isFetching && 'Checking…'} onClick={() => void checks.refetch()}>
          Check again
        </Button>
      }
    >
      <Card>
        <p className="about-version">
          MoltBot Ops {info?.agent_version ?? ''} {info ? `on ${info.hostname}` : ''}
        </p>
        {checks.error && <ErrorState title="The checks could not be read" message={checks.error.message} />}
        {!checks.data && !checks.error && <Skeleton lines={[70, 56, 80]} label="Reading the checks" />}
        <ul className="checks">
          {checks.data?.checks.map((check) => (
            <CheckRow key={check.check} check={check} />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

const looks = {
  ok: { Icon: CircleCheck, tone: 'ok', word: 'Good' },
  warning: { Icon: TriangleAlert, tone: 'warn', word: 'Worth a look' },
  error: { Icon: CircleAlert, tone: 'bad', word: 'Wrong' },
} as const;

function CheckRow({ check }: { check: SystemCheck }) {
  const { Icon, tone, word } = looks[check.outcome];
  return (
    <li data-tone={tone}>
      <Icon size={17} aria-hidden="true" className="state-mark" />
      <div>
        <p>
          <b>{checkName(check.check)}</b>
          <span className="visually-hidden">: {word}.</span> <Prose text={check.message} />
        </p>
        {check.next_step && (
          <p className="hint">
            <Prose text={check.next_step} />
          </p>
        )}
      </div>
    </li>
  );
}

/** `secret_store` → `Secret store`. */
export function checkName(check: string): string {
  const words = check.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
