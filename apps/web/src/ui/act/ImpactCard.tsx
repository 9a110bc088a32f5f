import type { Impact, ImpactChange, OpsPreview, StatusReason } from '@moltbot-ops/sdk/types';
import { Link } from '@tanstack/react-router';
import {
  Download,
  FilePenLine,
  FilePlus2,
  type LucideIcon,
  Play,
  Plug,
  RotateCw,
  Terminal,
  Trash2,
} from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { countdownWords, durationWords } from '../../util/time.ts';
import { useNow } from '../../util/use-now.ts';
import { Button, CopyButton } from '../Button.tsx';
import { Card, Facts } from '../Card.tsx';
import { HoldButton } from '../HoldButton.tsx';
import { Command, commandsIn, Prose } from '../Prose.tsx';
import { Pill } from '../StateMark.tsx';
import './act.css';

interface ImpactCardProps {
  preview: OpsPreview;
  expires_at_ms: number;
  /** On the button, such as `Hold to install`. */
  verb: string;
  busy: string | false;
  onConfirm(confirmation_token: string): void;
  onLookAgain(): void;
  /** What can be done about what is in the way, beside looking again. */
  mend?: ReactNode;
  /** More of the impact, such as the changes of a configuration field by field. */
  children?: ReactNode;
}

/** What will happen, before it may: what is written where, what runs, what stops meanwhile, and how to go back. */
export function ImpactCard(props: ImpactCardProps) {
  const { preview, children } = props;
  const { impact, blockers } = preview;
  const id = useId();
  return (
    <section className="sheet acting impact" aria-labelledby={id}>
      <header className="impact-head">
        <h2 id={id}>
          <Prose text={impact.summary} />
        </h2>
        {impact.release && <Release release={impact.release} />}
      </header>
      {/* What is in the way comes before a list that is longer than the screen. */}
      {blockers.length > 0 && <Blockers blockers={blockers} onLookAgain={props.onLookAgain} mend={props.mend} />}
      {children}
      {impact.changes.length > 0 && <Changes changes={impact.changes} />}
      {/* Of what would do nothing there is nothing to say. */}
      {(blockers.length === 0 || impact.changes.length > 0) && <Facts facts={impactFacts(impact)} />}
      {blockers.length === 0 && <Confirm {...props} />}
    </section>
  );
}

function impactFacts(impact: Impact): Array<[string, ReactNode]> {
  const facts: Array<[string, ReactNode]> = [
    ['On', impact.host],
    ['Interrupts', impact.interrupts ?? 'Nothing that runs now.'],
  ];
  if (impact.duration_seconds !== null) facts.push(['Takes', `about ${durationWords(impact.duration_seconds)}`]);
  if (impact.backup) facts.push(['Kept', <Prose key="backup" text={impact.backup} />]);
  facts.push(['To go back', impact.undo ? <Prose key="undo" text={impact.undo} /> : 'There is no way back from this.']);
  return facts;
}

function Release({ release }: { release: NonNullable<Impact['release']> }) {
  return (
    <div className="release">
      <p className="release-version">
        <b className="mono">{release.version}</b>
        <Pill tone="idle">{release.channel === 'exact' ? 'exactly this version' : release.channel}</Pill>
      </p>
      <p className="release-source mono">{release.source}</p>
      {release.digest && (
        <p className="release-digest">
          <code>{release.digest}</code>
          <CopyButton text={release.digest} label="Copy digest" />
        </p>
      )}
    </div>
  );
}

const kinds: Record<ImpactChange['kind'], { word: string; icon: LucideIcon }> = {
  write: { word: 'Writes', icon: FilePenLine },
  create: { word: 'Creates', icon: FilePlus2 },
  run: { word: 'Runs', icon: Terminal },
  download: { word: 'Downloads', icon: Download },
  start: { word: 'Starts', icon: Play },
  restart: { word: 'Restarts', icon: RotateCw },
  open: { word: 'Opens', icon: Plug },
  remove: { word: 'Removes', icon: Trash2 },
};

function Changes({ changes }: { changes: ImpactChange[] }) {
  return (
    <ol className="changes" aria-label="What will be done, in order">
      {changes.map((change) => {
        const { word, icon: Icon } = kinds[change.kind];
        return (
          <li key={`${change.kind} ${change.target}`} className="change" data-kind={change.kind}>
            <span className="change-kind">
              <Icon size={15} aria-hidden="true" />
              {word}
            </span>
            <span className="change-words">
              <code>{change.target}</code>
              <span className="change-detail">
                <Prose text={change.detail} />
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Confirm({ preview, expires_at_ms, verb, busy, onConfirm, onLookAgain }: ImpactCardProps) {
  const now = useNow(1000);
  const left = Math.max(0, expires_at_ms - now);
  const token = preview.confirmation_token;
  if (!busy && (left === 0 || token === null)) {
    return (
      <div className="impact-lapsed" role="status">
        <p>This look is over two minutes old. Nothing was done; the machine may have changed since.</p>
        <Button look="go" onClick={onLookAgain}>
          Look again
        </Button>
      </div>
    );
  }
  return (
    <div className="impact-confirm">
      <HoldButton busy={busy} onConfirm={() => token !== null && onConfirm(token)}>
        {verb}
      </HoldButton>
      {!busy && (
        <p className="impact-clock mono" aria-hidden="true">
          {countdownWords(left / 1000)}
        </p>
      )}
    </div>
  );
}

/** Why an action cannot be done now, each with what to do about it. */
function Blockers({
  blockers,
  onLookAgain,
  mend,
}: Pick<ImpactCardProps, 'onLookAgain' | 'mend'> & { blockers: StatusReason[] }) {
  return (
    <div className="blockers">
      <p role="status">It cannot be done now, and nothing was changed.</p>
      {blockers.map((blocker) => (
        <Card key={blocker.code} tone="bad" className="blocker">
          <h3>
            <Prose text={blocker.message} />
          </h3>
          <p>
            <b>Next</b> <Prose text={blocker.next_step} />
          </p>
          {commandsIn(blocker.next_step).map((command) => (
            <Command key={command} text={command} />
          ))}
          <Link to="/help" search={{ runbook: blocker.code }} className="blocker-code">
            Runbook: <code>{blocker.code}</code>
          </Link>
        </Card>
      ))}
      <div className="blockers-mend">
        <Button onClick={onLookAgain}>Look again</Button>
        {mend}
      </div>
    </div>
  );
}
