import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card, Section } from '../../ui/Card.tsx';
import { Page } from '../../ui/Page.tsx';
import { Command } from '../../ui/Prose.tsx';
import { StatePill } from '../../ui/StateMark.tsx';
import { stateLooks } from '../../ui/states.ts';
import './help.css';
import { RunbookPage } from './RunbookPage.tsx';
import { runbooks } from './runbooks.ts';

/** What one has to know to get on alone. */
export function HelpPage() {
  const { runbook } = useSearch({ from: '/signed/help' });
  if (runbook !== undefined) return <RunbookPage wanted={runbook} />;
  return (
    <Page title="Help" intro="How this console works, and what to type on the host when it cannot help.">
      <div className="help">
        <Topic title="Runbooks">
          <ul className="runbook-list">
            {runbooks.map(({ name, title }) => (
              <li key={name}>
                <Link to="/help" search={{ runbook: name }}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </Topic>
        <Topic title="What the states mean">
          <dl className="help-states">
            {Object.entries(stateLooks).map(([state, look]) => (
              <div key={state}>
                <dt>
                  {/* The table's keys are the states by its type; Object.entries forgets that. */}
                  <StatePill state={state as keyof typeof stateLooks} />
                </dt>
                <dd>{look.meaning}</dd>
              </div>
            ))}
          </dl>
        </Topic>
        <Topic title="How pairing works">
          <p>
            A code admits nobody by itself. Somebody at the host, or a paired owner, has to type the code that the new
            device shows.
          </p>
          <Command text="moltbot-ops approve CODE" />
          <p>The other way round, the host makes a code that is approved already and works once:</p>
          <Command text="moltbot-ops pair" />
          <p>
            Never approve a code that somebody sends you. If a device waits that nobody asked for, do nothing: its code
            dies within three minutes.
          </p>
        </Topic>
        <Topic title="On the host">
          <p>Everything seen here can be asked there too, also when this page cannot reach the agent:</p>
          <Command text="moltbot-ops status" />
          <Command text="moltbot-ops doctor" />
          <Command text="moltbot-ops devices" />
          <Command text="moltbot-ops audit verify" />
          <p>
            The agent writes its own log as JSON lines to its terminal or journal. The gateway’s log lies where its
            configuration says, by default under <code>/tmp/openclaw</code>.
          </p>
        </Topic>
        <Topic title="The ribbon">
          <p>
            One axis for everything: the line is high while the gateway answers and falls as it does. Shapes on the base
            are single moments.
          </p>
          <p>
            Point at it to read a moment, drag over it to look closer, or walk it with the arrow keys. Hatched stretches
            were not watched.
          </p>
        </Topic>
        <Topic title="When the agent does not answer">
          <p>
            The page keeps the last known state and says how old it is. Start the agent again on the host; the page
            comes back by itself.
          </p>
          <Command text="moltbot-ops start" />
        </Topic>
        <Topic title="What stays private">
          <p>
            This page talks to the agent it came from and to nobody else. Sign-in lives in cookies that no script can
            read, and the last known state kept here holds no secret.
          </p>
        </Topic>
      </div>
    </Page>
  );
}

function Topic({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Section title={title}>
      <Card className="topic">{children}</Card>
    </Section>
  );
}
