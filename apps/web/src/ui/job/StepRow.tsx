import type { Evidence, JobStep } from '@moltbot-ops/sdk/types';
import { useState } from 'react';
import { clockSecondWords } from '../../util/time.ts';
import { Prose } from '../Prose.tsx';
import { StepMark } from './StepMark.tsx';
import { countDown, stepDuration, stepLooks } from './words.ts';

/** One step on the job's own time axis: when, what, how it fares, and what was seen. */
export function StepRow({ step, now_ms }: { step: JobStep; now_ms: number }) {
  const look = stepLooks[step.state];
  const duration = stepDuration(step, now_ms);
  return (
    <li className="step" data-state={step.state} data-tone={look.tone}>
      <time className="step-at mono">{step.started_at ? clockSecondWords(step.started_at) : ''}</time>
      <StepMark state={step.state} progress={step.progress} />
      <div className="step-words">
        <p className="step-title">
          <span>{step.title}</span>
          {step.attempt > 1 && <span className="step-try">try {step.attempt}</span>}
          <span className="visually-hidden">, {look.word}</span>
          {duration && <span className="step-took mono">{duration}</span>}
        </p>
        {step.message && step.state !== 'done' && <Message text={step.message} now_ms={now_ms} />}
        {step.state === 'unchanged' && <p className="step-message">Was so already. Nothing was changed.</p>}
        {typeof step.progress === 'number' && step.state === 'running' && (
          <progress className="step-progress" max={1} value={step.progress} aria-label={`Progress: ${step.title}`} />
        )}
        {step.evidence.length > 0 && <EvidenceLines evidence={step.evidence} />}
      </div>
    </li>
  );
}

/** What the agent says of the step now; a pause that it names runs down. */
function Message({ text, now_ms }: { text: string; now_ms: number }) {
  const [said, setSaid] = useState({ text, at_ms: now_ms });
  if (said.text !== text) setSaid({ text, at_ms: now_ms });
  return (
    <p className="step-message">
      <Prose text={countDown(text, Math.max(0, now_ms - said.at_ms))} />
    </p>
  );
}

const shown_at_first = 3;

/** What was looked at and what was found, as machine text. */
export function EvidenceLines({ evidence }: { evidence: Evidence[] }) {
  const [all, setAll] = useState(false);
  const hidden = evidence.length - shown_at_first;
  return (
    <>
      <dl className="evidence-lines">
        {(all ? evidence : evidence.slice(0, shown_at_first)).map((one, index) => (
          // Two readings may carry one label, and their order never changes.
          <div key={`${index}-${one.label}`}>
            <dt>{one.label}</dt>
            <dd className="mono" data-whole={one.value.includes(' ') || undefined}>
              {one.value}
            </dd>
          </div>
        ))}
      </dl>
      {hidden > 0 && (
        <button type="button" className="link-button evidence-more" onClick={() => setAll(!all)}>
          {all ? 'Show less' : `${hidden} more`}
        </button>
      )}
    </>
  );
}
