import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { Fragment } from 'react';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/Feedback.tsx';
import { Page } from '../../ui/Page.tsx';
import { Command, commandsIn, Prose } from '../../ui/Prose.tsx';
import { type Block, findRunbook } from './runbooks.ts';

/** One runbook: what is seen, what it means, where to look, what to do and what not, and when it is over. */
export function RunbookPage({ wanted }: { wanted: string }) {
  const runbook = findRunbook(wanted);
  const back = (
    <Link to="/help" className="runbook-back">
      <ArrowLeft size={15} aria-hidden="true" /> All help
    </Link>
  );
  if (!runbook) {
    return (
      <Page title="No such runbook" measure="text" intro={back}>
        <EmptyState title="This console has no runbook by that name.">
          The agent may be newer than this page: reload it, or read what `moltbot-ops status` says on the host.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={runbook.title} measure="text" intro={back}>
      <Card>
        <article className="runbook">
          {runbook.blocks.map((block, index) => (
            // A runbook is fixed when the console is built, so its places are its keys.
            <RunbookBlock key={index} block={block} />
          ))}
        </article>
      </Card>
      <p className="hint">
        For{' '}
        {runbook.codes.map((code) => (
          <Fragment key={code}>
            <code>{code}</code>{' '}
          </Fragment>
        ))}
      </p>
    </Page>
  );
}

function RunbookBlock({ block }: { block: Block }) {
  if (block.kind === 'heading') return <h2>{block.text}</h2>;
  if (block.kind === 'paragraph') return <Lines text={block.text} />;
  const items = block.items.map((item) => (
    <li key={item}>
      <Lines text={item} />
    </li>
  ));
  return block.kind === 'steps' ? <ol>{items}</ol> : <ul>{items}</ul>;
}

/** A sentence with its strong words, and below it the commands that stand in it, ready to be taken to the host. */
function Lines({ text }: { text: string }) {
  const [alone] = commandsIn(text);
  if (alone !== undefined && text === `\`${alone}\``) return <Command text={alone} />;
  return (
    <>
      <p>
        {text.split(/\*\*([^*]+)\*\*/).map((part, index) =>
          // Odd places are what stood between the stars; the split never reorders.
          index % 2 === 1 ? <b key={index}>{part}</b> : <Prose key={index} text={part} />,
        )}
      </p>
      {commandsIn(text).map((command) => (
        <Command key={command} text={command} />
      ))}
    </>
  );
}
