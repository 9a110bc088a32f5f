import type { GatewayState, MoltBotStatus, StatusReason } from '@moltbot-ops/sdk/types';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Hourglass } from 'lucide-react';
import { keeper } from '../../api/client.ts';
import { pendingPairings } from '../../api/live.ts';
import { CopyButton } from '../../ui/Button.tsx';
import { Card, Section, type Tone } from '../../ui/Card.tsx';
import { Command, commandsIn, Prose } from '../../ui/Prose.tsx';
import { passingReasons, pressingReasons } from '../../ui/reasons.ts';
import { stateLooks, stateOf } from '../../ui/states.ts';
import { useStore } from '../../util/store.ts';

/** One card for each thing that only the operator can settle, the gravest first. */
export function NeedsYou({ status }: { status: MoltBotStatus }) {
  const waiting = useStore(pendingPairings);
  const session = useStore(keeper.state);
  const mayApprove = session.phase === 'in' && session.session.device.role === 'owner';
  const reasons = pressingReasons(status.reasons);
  const tone = stateLooks[stateOf(status)].tone;
  return (
    <Section title="Needs you">
      {reasons.map((reason, index) => (
        <ReasonCard key={reason.code} reason={reason} tone={toneOfReason(tone, index)} />
      ))}
      {mayApprove && waiting > 0 && <WaitingCard count={waiting} />}
      {reasons.length === 0 && !(mayApprove && waiting > 0) && <NothingCard status={status} />}
    </Section>
  );
}

/** The first reason explains the state and carries its tone; what follows is worth knowing, and no graver than a warning. */
export function toneOfReason(stateTone: Tone, index: number): Tone {
  if (stateTone === 'ok') return 'idle';
  return index === 0 || stateTone !== 'bad' ? stateTone : 'warn';
}

export function ReasonCard({ reason, tone }: { reason: StatusReason; tone: Tone }) {
  const evidence = reason.evidence ?? [];
  return (
    <Card tone={tone} className="reason">
      <h3>
        <Prose text={reason.message} />
      </h3>
      <p className="reason-next">
        <b>Next</b> <Prose text={reason.next_step} />
      </p>
      {commandsIn(reason.next_step).map((command) => (
        <Command key={command} text={command} />
      ))}
      {evidence.length > 0 && <pre className="evidence">{evidence.join('\n')}</pre>}
      {reason.code === 'gateway_not_installed' && <SetUp />}
      <div className="reason-foot">
        {evidence.length > 0 && <CopyButton text={evidence.join('\n')} label="Copy evidence" />}
        <Link to="/help" search={{ runbook: reason.code }} className="reason-code" title="Open its runbook">
          Runbook: <code>{reason.code}</code>
        </Link>
      </div>
    </Card>
  );
}

/** Where there is no gateway, the way to one is the first thing to offer to whoever may take it. */
function SetUp() {
  const session = useStore(keeper.state);
  if (session.phase !== 'in' || session.session.device.role === 'viewer') return null;
  return (
    <div>
      <Link to="/wizard" className="btn btn-go">
        Set up a gateway
      </Link>
    </div>
  );
}

function WaitingCard({ count }: { count: number }) {
  return (
    <Card tone="accent" className="reason">
      <h3>{count === 1 ? 'A device asks to be let in' : `${count} devices ask to be let in`}</h3>
      <p className="reason-next">
        Only type a code that you see on a device in front of you. If you asked for none, do nothing: it expires.
      </p>
      <div>
        <Link to="/settings" search={{ open: 'approve' }} className="btn">
          Type the code it shows…
        </Link>
      </div>
    </Card>
  );
}

const nothingWords: Partial<Record<GatewayState, [string, string]>> = {
  running: ['Nothing needs you', 'What goes wrong will stand here, with its evidence and the next step.'],
  starting: [
    'Nothing to do yet',
    'A start takes 15 to 35 seconds, on a busy machine up to 90. This page changes by itself.',
  ],
};

function NothingCard({ status }: { status: MoltBotStatus }) {
  const state = stateOf(status);
  const Icon = state === 'running' ? CircleCheck : Hourglass;
  const passing = passingReasons(status.reasons).length > 0;
  const words = nothingWords[state] ?? [
    passing ? 'Nothing to do yet' : stateLooks[state].meaning,
    passing
      ? 'What goes on settles by itself, and this page changes with it.'
      : 'The agent looks again every few seconds and will say what it finds.',
  ];
  return (
    <Card className="nothing">
      <Icon size={20} aria-hidden="true" data-tone={state === 'running' ? 'ok' : 'idle'} className="state-mark" />
      <div>
        <h3>{words[0]}</h3>
        <p>{words[1]}</p>
      </div>
    </Card>
  );
}
