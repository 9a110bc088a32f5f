import type { ConfigChange, Impact } from '@moltbot-ops/sdk/types';
import { ArrowRight } from 'lucide-react';
import { isMask } from './mask.ts';
import { reloadLooks, valueWords } from './words.ts';
import './config.css';

const kinds = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;

/** The fields that an action would change, for the card that shows its impact. */
export function fieldChanges(impact: Impact) {
  return impact.config_changes && <ChangeList changes={impact.config_changes} label="What changes" />;
}

/** What changes, field by field, with what each makes the gateway do. No secret is in it, old or new. */
function ChangeList({ changes, label }: { changes: readonly ConfigChange[]; label: string }) {
  return (
    <ul className="cfg-changes" aria-label={label}>
      {changes.map((change) => {
        const reload = change.reload ? reloadLooks[change.reload] : null;
        return (
          <li key={change.path} data-kind={change.kind}>
            <p className="cfg-change-head">
              <span className="cfg-change-kind">{kinds[change.kind]}</span>
              <code>{change.path}</code>
              {reload && change.reload !== 'none' && (
                <span className="cfg-tag" data-tone={reload.tone} title={reload.sentence}>
                  {reload.word}
                </span>
              )}
            </p>
            <p className="cfg-change-values mono">
              {change.kind !== 'added' && (
                <del>{isMask(change.before) ? 'former secret' : valueWords(change.before, change.sensitive)}</del>
              )}
              {change.kind === 'changed' && <ArrowRight size={13} aria-label="becomes" role="img" />}
              {change.kind !== 'removed' && (
                <ins>{isMask(change.after) ? 'new secret' : valueWords(change.after, change.sensitive)}</ins>
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
