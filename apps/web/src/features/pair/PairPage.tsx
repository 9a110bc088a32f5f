import { Link, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { keeper } from '../../api/client.ts';
import { linkCode } from '../../api/link-code.ts';
import { sessionEnd } from '../../api/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Logo } from '../../ui/Logo.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useStore } from '../../util/store.ts';
import { takePlace } from '../../util/wanted-place.ts';
import { deviceName } from './device-name.ts';
import { EnterCode } from './EnterCode.tsx';
import './pair.css';
import { signOutWords } from './reasons.ts';
import { ShowCode } from './ShowCode.tsx';

/** How a browser comes in: it shows a code that the host approves, or enters one that the host made. */
export function PairPage() {
  const session = useStore(keeper.state);
  const fromLink = useStore(linkCode);
  const [way, setWay] = useState<'show' | 'enter'>('show');
  const name = useStore(deviceName);
  useEffect(() => {
    document.title = 'Pair this browser · MoltBot Ops';
  }, []);

  if (session.phase === 'in' && fromLink === null) return <GoOn />;
  if (session.phase === 'in') return <AlreadyPaired name={session.session.device.name} />;
  const farewell = session.phase === 'out' ? signOutWords(session.reason) : null;

  const nameField = (
    <Field
      label="This browser will be listed as"
      value={name}
      onChange={(event) => deviceName.set(event.target.value)}
      maxLength={80}
      autoComplete="off"
      error={name.trim() === '' ? 'Give it a name, so that it can be told apart and revoked.' : null}
    />
  );
  return (
    <Frame>
      {farewell && (
        <p className="pair-farewell" role="status">
          {farewell}
        </p>
      )}
      <Heading text="Pair this browser" />
      {fromLink === null ? (
        <>
          <Segmented
            label="How to pair"
            show_label={false}
            value={way}
            options={[
              { value: 'show', label: 'Show a code' },
              { value: 'enter', label: 'Enter a code' },
            ]}
            onChange={setWay}
          />
          {way === 'show' ? <ShowCode /> : <EnterCode device_name={name}>{nameField}</EnterCode>}
          {way === 'show' && nameField}
        </>
      ) : (
        <EnterCode device_name={name} given_code={fromLink}>
          {nameField}
        </EnterCode>
      )}
    </Frame>
  );
}

/** On to where this browser was going before it had to be paired. */
function GoOn() {
  const router = useRouter();
  useEffect(() => router.history.replace(takePlace()), [router]);
  return null;
}

function AlreadyPaired({ name }: { name: string }) {
  return (
    <Frame>
      <Heading text="Already paired" />
      <p>
        This browser is in as <b>{name}</b>. The link’s code was not used; it can let in another device until it
        expires.
      </p>
      <div className="pair-actions">
        <Link to="/" className="btn btn-go" onClick={() => linkCode.set(null)}>
          Go to Overview
        </Link>
        <Button onClick={() => void leave()}>Pair again under another name</Button>
      </div>
    </Frame>
  );
}

/** The old session is ended first, so that this browser is not listed twice as present. */
async function leave(): Promise<void> {
  await sessionEnd().catch(() => undefined);
  keeper.forget(null);
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <main className="pair">
      <div className="pair-brand">
        <Logo size={30} />
        <span>MoltBot Ops</span>
      </div>
      <div className="pair-card">{children}</div>
      <p className="pair-foot">
        Everything stays on this machine: this page talks to the agent at <code>{window.location.host}</code> and to
        nobody else.
      </p>
    </main>
  );
}

function Heading({ text }: { text: string }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={ref} tabIndex={-1}>
      {text}
    </h1>
  );
}
