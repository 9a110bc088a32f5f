import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import { keeper } from '../../api/client.ts';
import { probeChannel } from '../../api/config.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ConfigBuilder } from '../../ui/config/ConfigBuilder.tsx';
import { ConfigVerdict } from '../../ui/config/ConfigVerdict.tsx';
import { Conflicts } from '../../ui/config/Conflicts.tsx';
import { sendable } from '../../ui/config/sendable.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { Page } from '../../ui/Page.tsx';
import { useStore } from '../../util/store.ts';
import { travel } from '../../util/travel.ts';
import { ApplyStep } from './ApplyStep.tsx';
import { DraftBar } from './DraftBar.tsx';
import { changeDraft, finishDraft, moveDraft } from './draft-store.ts';
import { ReviewStep } from './ReviewStep.tsx';
import { Standing } from './Standing.tsx';
import { type ConfigDrafting, useConfigDraft } from './use-config-draft.ts';
import { useVerdict } from './use-verdict.ts';
import './config.css';

/** The gateway's configuration: as it stands, as it is drafted, what a change would do, and the change as it happens. */
export function ConfigPage() {
  const session = useStore(keeper.state);
  const role = session.phase === 'in' ? session.session.device.role : null;
  const allowed = role === 'owner' || role === 'admin';
  const drafting = useConfigDraft(allowed);
  return (
    <Page title="Configuration">
      {role === 'viewer' ? (
        <EmptyState title="The configuration is for owners and admins.">
          It decides what the gateway may do on this machine. An owner can change this browser’s role under Settings.
        </EmptyState>
      ) : (
        <Content drafting={drafting} may_act={allowed} />
      )}
    </Page>
  );
}

function Content({ drafting, may_act }: { drafting: ConfigDrafting; may_act: boolean }) {
  const { step, job } = useSearch({ from: '/signed/gateway/config' });
  const navigate = useNavigate({ from: '/gateway/config' });
  const go = useCallback(
    (search: { step?: 'review'; job?: string }) => travel(() => void navigate({ search })),
    [navigate],
  );
  const back = useCallback(() => go({}), [go]);
  const { base, error, dirty, state, clash } = drafting;
  if (job) return <ApplyStep job_id={job} may_act={may_act} onApplied={finishDraft} onBack={back} />;
  if (error && !base)
    return (
      <ErrorState
        title="The configuration could not be read"
        message={error.message}
        action={<Button onClick={drafting.readAgain}>Read again</Button>}
      />
    );
  if (!base) return <ReadingSkeleton />;
  if (!base.exists && base.path === null) return <NoGateway />;
  if (isWithheld(base)) return <Withheld base={base} onReadAgain={drafting.readAgain} />;
  if (step === 'review' && dirty && !clash)
    return <ReviewStep base={base} state={state} onBack={back} onStarted={(id) => go({ job: id })} />;
  return <Workbench drafting={drafting} base={base} onReview={() => go({ step: 'review' })} />;
}

function NoGateway() {
  return (
    <EmptyState
      title="There is no gateway to configure yet."
      action={
        <Link to="/wizard" className="btn btn-go">
          Set one up
        </Link>
      }
    >
      Its configuration will be here: every field with what it does, checked before it is put into force.
    </EmptyState>
  );
}

/** Too heavy to be worked through: an empty form would say of it what is not so. */
const isWithheld = ({ exists, valid, issues }: WorkbenchProps['base']): boolean =>
  exists && valid === null && issues.length > 0;

function Withheld({ base, onReadAgain }: Pick<WorkbenchProps, 'base'> & { onReadAgain(): void }) {
  return (
    <ErrorState
      title="This configuration is not shown here, and cannot be changed here"
      message={`${base.path}: ${base.issues.map(({ message }) => message).join(' ')}`}
      action={<Button onClick={onReadAgain}>Read again</Button>}
    />
  );
}

function ReadingSkeleton() {
  return (
    <>
      <Skeleton lines={[100]} label="Reading the configuration" />
      <Skeleton lines={[24, 96, 88, 92, 70]} label="Reading the fields" />
    </>
  );
}

interface WorkbenchProps {
  drafting: ConfigDrafting;
  base: NonNullable<ConfigDrafting['base']>;
  onReview(): void;
}

function Workbench({ drafting, base, onReview }: WorkbenchProps) {
  const { state, dirty, clash, fields } = drafting;
  const judgement = useVerdict(state, dirty);
  const [focus, setFocus] = useState<{ path: string } | null>(null);
  const [blocked, setBlocked] = useState<string | null>(null);
  const jump = (path: string) => setFocus({ path });
  const clashHead = useRef<HTMLHeadingElement>(null);
  const invalid = judgement.verdict?.valid === false;
  return (
    <>
      <Standing document={base} fields={fields} onJump={jump} />
      {clash && (
        <Card tone="warn" className="clash">
          <h2 tabIndex={-1} ref={clashHead}>
            Somebody else changed the same fields
          </h2>
          <p>
            The file was changed while you drafted. Nothing of yours is in force and nothing is lost: choose, field by
            field, whose stays. What only one of you changed is kept.
          </p>
          <Conflicts
            conflicts={clash.conflicts}
            fields={fields?.fields ?? []}
            onResolve={(takeTheirs) => moveDraft(clash.newer, takeTheirs)}
          />
        </Card>
      )}
      {state.lost.length > 0 && (
        <p className="lost" role="status">
          Your draft was kept over the reload. Secrets are not: type again <code>{state.lost.join(', ')}</code>.
        </p>
      )}
      {!dirty && invalid && judgement.verdict && (
        <Card tone="bad">
          <ConfigVerdict verdict={judgement.verdict} onJump={jump} />
        </Card>
      )}
      <ConfigBuilder
        value={base}
        fields={fields}
        draft={state.draft}
        onDraft={(draft) => changeDraft({ draft }, Date.now())}
        text={state.text}
        onText={(text) => changeDraft({ text }, Date.now())}
        onBlock={setBlocked}
        verdict={judgement.verdict}
        focus={focus}
        why_not={clash ? 'First choose whose fields stay.' : undefined}
        onProbe={async (channel) => probeChannel({ ...(await sendable(base, state.draft, state.text)), channel })}
      />
      <DraftBar
        state={state}
        dirty={dirty || blocked !== null}
        judgement={judgement}
        clashes={clash?.conflicts.length ?? 0}
        why_not={invalid ? 'The gateway would not start with this.' : undefined}
        onSettle={() => {
          clashHead.current?.scrollIntoView({ block: 'center' });
          clashHead.current?.focus({ preventScroll: true });
        }}
        onReview={onReview}
        unreadable={blocked !== null}
        onJump={jump}
      />
    </>
  );
}
