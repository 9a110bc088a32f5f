import { Redo2, Undo2 } from 'lucide-react';
import { Button, IconButton } from '../../ui/Button.tsx';
import { changesOf } from '../../ui/config/draft.ts';
import { discardDraft, type DraftState, redo, undo } from './draft-store.ts';
import type { Judgement } from './use-verdict.ts';

interface DraftBarProps {
  state: DraftState;
  dirty: boolean;
  judgement: Judgement;
  /** Why it cannot be looked at yet. */
  why_not: string | undefined;
  onReview(): void;
  onProblems(): void;
}

/** What is drafted and what is thought of it; stays in sight while one scrolls. */
export function DraftBar({ state, dirty, judgement, why_not, onReview, onProblems }: DraftBarProps) {
  if (!dirty && state.past.length === 0) return null;
  const count = state.base ? changesOf(state.base.config, state.draft).length : 0;
  return (
    <section className="draft-bar" aria-label="Draft">
      <p className="draft-count">
        <b>{countWords(count, dirty)}</b>
        <JudgementWords judgement={judgement} dirty={dirty} onProblems={onProblems} />
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
            <Button look="go" onClick={onReview} {...(why_not ? { 'aria-disabled': true, title: why_not } : {})}>
              Look at the impact
            </Button>
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

function JudgementWords(props: { judgement: Judgement; dirty: boolean; onProblems(): void }) {
  const { verdict, judging, error } = props.judgement;
  if (!props.dirty) return null;
  if (error) return <span className="draft-bad">could not be checked: {error.message}</span>;
  if (!verdict || judging) return <span>checking…</span>;
  const errors = verdict.errors.length;
  const warnings = verdict.warnings.length;
  if (errors + warnings === 0) return <span className="draft-ok">the gateway takes it</span>;
  const words = [
    errors > 0 ? (errors === 1 ? '1 error' : `${errors} errors`) : '',
    warnings > 0 ? (warnings === 1 ? '1 warning' : `${warnings} warnings`) : '',
  ].filter(Boolean);
  return (
    <button
      type="button"
      className={errors > 0 ? 'cfg-link draft-bad' : 'cfg-link draft-warn'}
      onClick={props.onProblems}
    >
      {words.join(', ')}
    </button>
  );
}
