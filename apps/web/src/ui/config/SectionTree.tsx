import { useId } from 'react';
import { type FieldNode, isLeaf, nameWords } from './field-tree.ts';
import { useConfigForm } from './form.ts';
import { listChanges } from './merge.ts';
import { isWithin, type Path } from './tree.ts';

interface SectionTreeProps {
  root: FieldNode;
  at: Path;
  onChoose(path: string[]): void;
}

/** Sections, and the groups of the one that is open, with marks where something was changed or found. */
export function SectionTree({ root, at, onChoose }: SectionTreeProps) {
  const id = useId();
  const { value, whole, findings } = useConfigForm();
  const changed = listChanges(value.config, whole).map((change) => change.path);
  const errors = findings.filter((one) => one.error.severity === 'error').map((one) => one.path);
  const marks = (path: Path) => ({
    is_changed: changed.some((one) => isWithin(one, path)),
    is_wrong: errors.some((one) => isWithin(one, path)),
  });
  const sections = root.children.toSorted((a, b) => titleOf(a).localeCompare(titleOf(b)));
  return (
    <>
      <nav className="cfg-tree" aria-label="Sections">
        <ul>
          {sections.map((section) => {
            const open = at[0] === section.key;
            return (
              <li key={section.key}>
                <Entry node={section} current={open && at.length === 1} {...marks([section.key])} onChoose={onChoose} />
                {open && groupsOf(section).length > 1 && (
                  <ul>
                    {groupsOf(section).map((group) => (
                      <li key={group.key}>
                        <Entry
                          node={group}
                          current={at[1] === group.key}
                          {...marks([section.key, group.key])}
                          onChoose={onChoose}
                        />
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            );
          })}
        </ul>
      </nav>
      <div className="cfg-section-pick">
        <label className="field-label" htmlFor={id}>
          Section
        </label>
        <select
          id={id}
          className="input select"
          value={at.join('\u0000')}
          onChange={(event) => event.target.value !== '' && onChoose(event.target.value.split('\u0000'))}
        >
          {at.length === 0 && <option value="">All, as the search found them</option>}
          {sections.map((section) => (
            <optgroup key={section.key} label={titleOf(section)}>
              <option value={section.key}>{`${titleOf(section)}, all`}</option>
              {groupsOf(section).map((group) => (
                <option key={group.key} value={`${section.key}\u0000${group.key}`}>
                  {titleOf(group)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
    </>
  );
}

function groupsOf(section: FieldNode): FieldNode[] {
  return section.children.filter((child) => !isLeaf(child));
}

function titleOf(node: FieldNode): string {
  return nameWords(node.key);
}

interface EntryProps {
  node: FieldNode;
  current: boolean;
  is_changed: boolean;
  is_wrong: boolean;
  onChoose(path: string[]): void;
}

function Entry({ node, current, is_changed, is_wrong, onChoose }: EntryProps) {
  return (
    <button type="button" aria-current={current || undefined} onClick={() => onChoose([...node.template])}>
      <span>{titleOf(node)}</span>
      {is_changed && (
        <i className="cfg-dot" data-tone="accent" title="Changed in the draft" role="img" aria-label="changed" />
      )}
      {is_wrong && <i className="cfg-dot" data-tone="bad" title="Has an error" role="img" aria-label="has an error" />}
      <small>{node.count}</small>
    </button>
  );
}
