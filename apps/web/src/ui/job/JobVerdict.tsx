import type { Job } from '@moltbot-ops/sdk/types';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Card, Facts } from '../Card.tsx';
import { Command, commandsIn, Prose } from '../Prose.tsx';
import { undoneSteps } from './words.ts';
import './job.css';

/** How a job ended: what holds now, or the cause, what was taken back, what is left, and what to do next. */
export function JobVerdict({ job, actions }: { job: Job; actions?: ReactNode }) {
  if (job.state === 'succeeded') return <Verified job={job} actions={actions} />;
  if (job.state !== 'failed' && job.state !== 'cancelled' && job.state !== 'interrupted') return null;
  const { undone, failed } = undoneSteps(job);
  const titles = {
    failed: job.error?.message ?? 'It failed, and the agent does not say why.',
    cancelled: job.error?.message ?? 'Cancelled, as you asked.',
    interrupted: job.error?.message ?? 'Closed in the middle of it.',
  };
  const { error } = job;
  const asked = job.state === 'cancelled' && error === null;
  return (
    <Card tone={asked ? 'idle' : 'bad'} className="verdict">
      <h2 tabIndex={-1} data-landing>
        <Prose text={titles[job.state]} />
      </h2>
      <Facts
        facts={[
          ['Taken back', undone.length > 0 ? <Titles titles={undone} /> : nothingUndone(job)],
          ...(failed.length > 0
            ? [['Not taken back', <Titles key="failed" titles={failed} />] satisfies [string, ReactNode]]
            : []),
          ['Left behind', job.remains.length > 0 ? <Titles titles={job.remains} /> : nothingRemains(job)],
        ]}
      />
      {job.state === 'interrupted' && !error && (
        <p className="verdict-next">
          <b>Next</b> Run it again: what is there already is kept and used. Or remove what is named above.
        </p>
      )}
      {error && (
        <>
          <p className="verdict-next">
            <b>Next</b> <Prose text={error.next_step} />
          </p>
          {commandsIn(error.next_step).map((command) => (
            <Command key={command} text={command} />
          ))}
          {(error.evidence ?? []).length > 0 && <pre className="verdict-evidence">{error.evidence?.join('\n')}</pre>}
        </>
      )}
      <Foot job={job} actions={actions} runbook={error?.code ?? null} />
    </Card>
  );
}

/** A job that was closed without anybody signed in at its machine could take nothing back, and claims nothing. */
function nothingUndone({ state }: Job): string {
  return state === 'interrupted'
    ? 'Nothing: nobody was signed in there any more to do it.'
    : 'Nothing had to be taken back.';
}

function nothingRemains({ state }: Job): string {
  return state === 'interrupted' ? 'Nothing that the agent knows of.' : 'Nothing. The machine is as it was before.';
}

/** What is worth knowing first of what a job made; the rest is a press away. */
const first = ['version', 'source', 'image', 'digest', 'config_path', 'path', 'port', 'service_manager', 'backup_id'];
const shown_at_first = 6;

function Verified({ job, actions }: { job: Job; actions?: ReactNode }) {
  const [all, setAll] = useState(false);
  const unchanged = job.steps.length > 0 && job.steps.every((step) => step.state === 'unchanged');
  const place = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  const facts = Object.entries(job.result ?? {})
    .filter(([, value]) => ['string', 'number'].includes(typeof value))
    .sort(([a], [b]) => place(a) - place(b));
  const hidden = facts.length - shown_at_first;
  return (
    <Card tone="ok" className="verdict">
      <h2 tabIndex={-1} data-landing>
        {unchanged ? 'All of it was so already. Nothing was changed.' : 'Done, and verified.'}
      </h2>
      {facts.length > 0 && (
        <Facts
          facts={(all ? facts : facts.slice(0, shown_at_first)).map(([name, value]) => [
            labelOf(name),
            <span key={name} className="mono verdict-value">
              {String(value)}
            </span>,
          ])}
        />
      )}
      {hidden > 0 && (
        <button type="button" className="link-button verdict-more" onClick={() => setAll(!all)}>
          {all ? 'Show less' : `${hidden} more`}
        </button>
      )}
      <Foot job={job} actions={actions} runbook={null} />
    </Card>
  );
}

/** `config_path` → `Config path`. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Titles({ titles }: { titles: string[] }) {
  return (
    <ul>
      {titles.map((title) => (
        <li key={title}>
          <Prose text={title} />
        </li>
      ))}
    </ul>
  );
}

function Foot({ job, actions, runbook }: { job: Job; actions: ReactNode; runbook: string | null }) {
  return (
    <div className="verdict-foot">
      {actions}
      <p className="verdict-links">
        {runbook && (
          <Link to="/help" search={{ runbook }}>
            Runbook: <code>{runbook}</code>
          </Link>
        )}
        {job.audit_event_id && (
          <Link to="/records" search={{ record: job.audit_event_id }}>
            Audit record <code>{job.audit_event_id}</code>
          </Link>
        )}
      </p>
    </div>
  );
}
