import type { PrerequisiteCheck } from '@moltbot-ops/sdk/types';
import { Link } from '@tanstack/react-router';
import { Check, CircleMinus, OctagonX, TriangleAlert } from 'lucide-react';
import { EvidenceLines } from '../../ui/job/StepRow.tsx';
import { Command, commandsIn, Prose } from '../../ui/Prose.tsx';

const looks = {
  ok: { tone: 'ok', word: 'fine', icon: Check },
  warning: { tone: 'warn', word: 'worth knowing', icon: TriangleAlert },
  blocker: { tone: 'bad', word: 'in the way', icon: OctagonX },
  skipped: { tone: 'idle', word: 'left out', icon: CircleMinus },
} as const;

/** One check: a line when all is well, and as much as it takes when it is not. */
export function CheckRow({ check }: { check: PrerequisiteCheck }) {
  const { tone, word, icon: Icon } = looks[check.outcome];
  const asks = check.outcome === 'blocker' || check.outcome === 'warning';
  return (
    <li className="check" data-outcome={check.outcome} data-tone={tone}>
      <Icon size={17} aria-hidden="true" className="check-icon" />
      <div className="check-words">
        <p className="check-line">
          <b>{check.title}</b>
          <span className="visually-hidden">, {word}:</span>
          <span>
            <Prose text={check.message} />
          </span>
        </p>
        {asks && check.next_step && (
          <>
            <p className="check-next">
              <b>Next</b> <Prose text={check.next_step} />
            </p>
            {commandsIn(check.next_step).map((command) => (
              <Command key={command} text={command} />
            ))}
          </>
        )}
        {asks && (check.evidence ?? []).length > 0 && <EvidenceLines evidence={check.evidence ?? []} />}
        {asks && (
          <Link to="/help" search={{ runbook: check.check }} className="check-runbook">
            Runbook: <code>{check.check}</code>
          </Link>
        )}
      </div>
    </li>
  );
}
