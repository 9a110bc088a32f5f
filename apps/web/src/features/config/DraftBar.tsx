import { Redo2, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ConfigVerdict } from '../../ui/config/ConfigVerdict.tsx';
import { changesOf } from '../../ui/config/draft.ts';
import { type DraftState, discardDraft, redo, undo } from './draft-store.ts';
import type { Judgement } from './use-verdict.ts';

interface DraftBarProps {
  state: DraftState;
  dirty: boolean;
  judgement: Judgement;
  /** The text cannot be read, so what is thought of the draft is not of what is on the screen. */
  unreadable: boolean;
  /** Fields that somebody else changed too. */
  clashes: number;
  onSettle(): void;
  /** Why it cannot be looked at yet. */
  why_not: string | undefined;
  onReview(): void;
  onJump(path: string): void;
}

/** What is drafted and what is thought of it; stays in sight while one scrolls. */
export function DraftBar(props: DraftBarProps) {
  const { state, dirty, judgement, unreadable, clashes, onJump } = props;
  const [open, setOpen] = useState(false);
  if (!dirty && state.past.length === 0 && state.future.length === 0) return null;
  const count = state.base ? changesOf(state.base.config, state.draft).length : 0;
  return (
    <section className="draft-bar" aria-label="Draft">
      {open && dirty && judgement.verdict && (
        <div className="draft-findings">
          <IconButton label="Close the findings" className="btn-sm" onClick={() => setOpen(false)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
          <ConfigVerdict verdict={judgement.verdict} onJump={onJump} />
        </div>
      )}
      <p className="draft-count" role="status">
        <b>{unreadable ? 'The text cannot be read yet' : countWords(count, dirty)}</b>
        {dirty && !unreadable && <JudgementWords judgement={judgement} open={open} onToggle={() => setOpen(!open)} />}
      </p>
      <div className="draft-actions">
        <IconButton label="Undo" onClick={undo} aria-disabled={state.past.length === 0 || undefined}>
          <Undo2 size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label="Redo" onClick={redo} aria-disabled={state.future.length === 0 || undefined}>
          <Redo2 size={16} aria-hidden="true" />
        </IconButton>
        {dirty && (
          <>
            <Button look="quiet" onClick={discardDraft}>
              Discard
            </Button>
            {clashes > 0 ? (
              <Button look="go" onClick={props.onSettle}>
                {clashes === 1 ? 'Settle 1 field' : `Settle ${clashes} fields`}
              </Button>
            ) : (
              !unreadable && (
                <Button look="go" onClick={props.onReview} why_not={props.why_not}>
                  Look at the impact
                </Button>
              )
            )}
          </>
        )}
      </div>
    </section>
  );
}

function countWords(count: number, dirty: boolean): string {
  if (!dirty) return 'Nothing is drafted.';
  if (count === 0) return 'Only comments or spacing changed';
  return count === 1 ? '1 field changed' : `${count} fields changed`;
}

function JudgementWords(props: { judgement: Judgement; open: boolean; onToggle(): void }) {
  const { verdict, judging, error } = props.judgement;
  if (error) return <span className="draft-bad">could not be checked: {error.message}</span>;
  if (!verdict || judging) return <span>checking…</span>;
  const errors = verdict.errors.length;
  const warnings = verdict.warnings.length;
  if (errors + warnings === 0) return <span className="draft-ok">no fault found</span>;
  const words = [
    errors > 0 ? (errors === 1 ? '1 error' : `${errors} errors`) : '',
    warnings > 0 ? (warnings === 1 ? '1 warning' : `${warnings} warnings`) : '',
  ].filter(Boolean);
  return (
    <button
      type="button"
      className={errors > 0 ? 'cfg-link draft-bad' : 'cfg-link draft-warn'}
      aria-expanded={props.open}
      onClick={props.onToggle}
    >
      {words.join(', ')}
    </button>
  );
}
