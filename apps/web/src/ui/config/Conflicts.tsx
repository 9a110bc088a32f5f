import type { ConfigField } from '@moltbot-ops/sdk/types';
import { useState } from 'react';
import { Button } from '../Button.tsx';
import { Segmented } from '../Segmented.tsx';
import type { Conflict } from './draft.ts';
import { isSensitiveAt } from './mask.ts';
import { formatPath, type Path } from './tree.ts';
import { valueWords } from './words.ts';

interface ConflictsProps {
  conflicts: readonly Conflict[];
  fields: readonly ConfigField[];
  /** With the paths where theirs is taken. */
  onResolve(takeTheirs: Path[]): void;
}

/** Fields that two people changed: what it was, what each made of it, and whose stays. Nothing is chosen beforehand. */
export function Conflicts({ conflicts, fields, onResolve }: ConflictsProps) {
  const [choices, setChoices] = useState<ReadonlyMap<string, 'mine' | 'theirs'>>(new Map());
  const open = conflicts.filter((conflict) => !choices.has(formatPath(conflict.path))).length;
  return (
    <div className="cfg-conflicts">
      <ul>
        {conflicts.map((conflict) => {
          const path = formatPath(conflict.path);
          const words = (value: unknown) => valueWords(value, isSensitiveAt(fields, conflict.path));
          return (
            <li key={path}>
              <p className="cfg-conflict-head">
                <code>{path}</code>
                <span className="hint">
                  was <span className="mono">{words(conflict.base)}</span>
                </span>
              </p>
              <dl className="cfg-sides">
                <div data-chosen={choices.get(path) === 'mine' || undefined}>
                  <dt>Mine</dt>
                  <dd className="mono">{words(conflict.mine)}</dd>
                </div>
                <div data-chosen={choices.get(path) === 'theirs' || undefined}>
                  <dt>Theirs, in force now</dt>
                  <dd className="mono">{words(conflict.theirs)}</dd>
                </div>
              </dl>
              <Segmented
                label={`Which ${path} stays`}
                show_label={false}
                value={choices.get(path) ?? 'open'}
                options={[
                  { value: 'mine', label: 'Keep mine' },
                  { value: 'theirs', label: 'Take theirs' },
                ]}
                onChange={(choice) => choice !== 'open' && setChoices(new Map(choices).set(path, choice))}
              />
            </li>
          );
        })}
      </ul>
      <div className="cfg-settle">
        <Button
          look="go"
          why_not={open > 0 ? `Choose for ${open === 1 ? 'the field' : `${open} fields`} first.` : undefined}
          onClick={() =>
            onResolve(conflicts.filter((one) => choices.get(formatPath(one.path)) === 'theirs').map((one) => one.path))
          }
        >
          Go on with this
        </Button>
      </div>
    </div>
  );
}
