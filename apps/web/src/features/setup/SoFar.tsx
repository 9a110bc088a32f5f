import type { PrerequisiteReport, SetupChoice, SetupState, SetupStep } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { jobQuery } from '../../api/jobs.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Card.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { jobLooks } from '../../ui/job/words.ts';
import { Pill } from '../../ui/StateMark.tsx';
import { machineWords } from './choose/choice.ts';
import { channelNames, methodNames, placeNames } from './choose/names.ts';
import { wordsOf } from './steps.ts';
import type { Wizard } from './wizard.ts';

/** What was chosen and what came of it, beside every page. */
export function SoFar({ wizard }: { wizard: Wizard }) {
  const { state } = wizard;
  const [asking, setAsking] = useState(false);
  const begun = state.choice !== null;
  const startOver = () => {
    setAsking(false);
    wizard.forgetCredentials();
    void wizard.move({ start_over: true });
  };
  return (
    <aside className="so-far" aria-label="So far">
      <h2>So far</h2>
      {begun ? (
        <Facts facts={[...choiceFacts(state.choice), ...outcomeFacts(state)]} />
      ) : (
        <p className="hint">What you choose will stand here, from page to page and in every browser that you open.</p>
      )}
      {begun && !wizard.why_not && (
        <Button look="quiet" size="sm" className="so-far-over" onClick={() => setAsking(true)}>
          Start over…
        </Button>
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Start over?"
        description="The wizard goes back to its first page with nothing chosen. What was installed or changed on a machine stays as it is; a job that runs goes on."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Stay</Button>
            <Button look="danger" onClick={startOver}>
              Start over
            </Button>
          </>
        }
      />
    </aside>
  );
}

type Fact = [string, ReactNode];

function choiceFacts(choice: SetupChoice | null): Fact[] {
  if (!choice) return [];
  const facts: Fact[] = [['Where', placeNames[choice.place]]];
  if (choice.host) facts.push(['Machine', <code key="host">{machineWords(choice)}</code>]);
  if (choice.place === 'adopt') return facts;
  if (choice.method) facts.push(['How', methodNames[choice.method]]);
  facts.push(['Releases', choice.version ? <code key="version">{choice.version}</code> : channelNames[choice.channel]]);
  if (choice.port) facts.push(['Port', choice.port]);
  return facts;
}

function outcomeFacts(state: SetupState): Fact[] {
  const facts: Fact[] = [];
  // Each outcome under the name that its page has on the course above.
  const named = (step: SetupStep) => wordsOf(step, state.choice).name;
  if (state.prerequisites) facts.push([named('prerequisites'), <Checks key="checks" report={state.prerequisites} />]);
  if (state.install_job_id) facts.push([named('install'), <JobWord key="install" job_id={state.install_job_id} />]);
  const drafted = Object.keys(state.draft ?? {}).length;
  if (drafted > 0)
    facts.push([named('configure'), drafted === 1 ? '1 section drafted' : `${drafted} sections drafted`]);
  if (state.apply_job_id) facts.push([named('run'), <JobWord key="apply" job_id={state.apply_job_id} />]);
  return facts;
}

function Checks({ report }: { report: PrerequisiteReport }) {
  const count = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).length;
  const [blockers, warnings] = [count('blocker'), count('warning')];
  if (blockers > 0) return <Pill tone="bad">{blockers === 1 ? '1 blocker' : `${blockers} blockers`}</Pill>;
  if (warnings > 0)
    return <Pill tone="warn">{warnings === 1 ? 'Ready, 1 warning' : `Ready, ${warnings} warnings`}</Pill>;
  return <Pill tone="ok">Ready</Pill>;
}

function JobWord({ job_id }: { job_id: string }) {
  const job = useQuery(jobQuery(job_id)).data;
  const look = job ? jobLooks[job.state] : null;
  return (
    <Link to="/runs" search={{ job: job_id }} className="so-far-job">
      {look ? <Pill tone={look.tone}>{look.word}</Pill> : <code>{job_id}</code>}
    </Link>
  );
}
