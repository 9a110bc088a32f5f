import { ChevronRight, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../Button.tsx';
import { FieldRow } from './FieldRow.tsx';
import { nameWords } from './field-tree.ts';
import { useConfigForm } from './form.ts';
import { AddName } from './MapEditor.tsx';
import type { Row } from './rows.ts';
import { formatPath, type Path, valueAt } from './tree.ts';

interface ConfigRowProps {
  row: Row;
  onFold(id: string, open: boolean): void;
  onGo(path: Path): void;
}

/** One row of the list, of whichever sort. */
export function ConfigRow({ row, onFold, onGo }: ConfigRowProps) {
  switch (row.kind) {
    case 'field':
      return <FieldRow path={row.path} field={row.field} depth={row.depth} />;
    case 'group':
      return <GroupRow row={row} onFold={onFold} />;
    case 'entries':
      return <EntriesRow row={row} onFold={onFold} />;
    case 'advanced':
      return (
        <div className="cfg-fold" data-depth={row.depth || undefined}>
          <button type="button" aria-expanded={row.open} onClick={() => onFold(row.id, !row.open)}>
            <ChevronRight size={14} aria-hidden="true" />
            {row.count === 1 ? '1 advanced field' : `${row.count} advanced fields`}
          </button>
        </div>
      );
    case 'section':
      return (
        <h2 className="cfg-section-row">
          {row.title} <small>{row.count}</small>
        </h2>
      );
    case 'unreached':
      return <UnreachedRow row={row} onGo={onGo} />;
  }
}

function GroupRow({ row, onFold }: { row: Extract<Row, { kind: 'group' }>; onFold: ConfigRowProps['onFold'] }) {
  const form = useConfigForm();
  return (
    <div className="cfg-group" data-depth={row.depth || undefined} data-path={formatPath(row.path)}>
      <button type="button" aria-expanded={row.open} onClick={() => onFold(row.id, !row.open)}>
        <ChevronRight size={15} aria-hidden="true" />
        <span className={row.entry ? 'mono' : undefined}>
          {row.entry === 'item' ? `Item ${Number(row.title) + 1}` : row.title}
        </span>
        <small>{row.count}</small>
      </button>
      {row.entry === 'name' && <Rename path={row.path} name={row.title} />}
      {row.entry && (
        <IconButton label={`Remove ${formatPath(row.path)}`} className="btn-sm" onClick={() => form.unset(row.path)}>
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

function Rename({ path, name }: { path: Path; name: string }) {
  const form = useConfigForm();
  const [next, setNext] = useState<string | null>(null);
  if (next === null)
    return (
      <button type="button" className="cfg-link" onClick={() => setNext(name)} aria-label={`Rename ${name}`}>
        Rename
      </button>
    );
  const finish = () => {
    const wanted = next.trim();
    if (wanted !== '' && wanted !== name) form.rename(path, wanted);
    setNext(null);
  };
  return (
    <input
      className="input cfg-input cfg-rename mono"
      aria-label={`New name of ${name}`}
      value={next}
      autoFocus
      spellCheck={false}
      onChange={(event) => setNext(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') setNext(null);
      }}
    />
  );
}

function EntriesRow({ row, onFold }: { row: Extract<Row, { kind: 'entries' }>; onFold: ConfigRowProps['onFold'] }) {
  const form = useConfigForm();
  const add = (key: string | number) => {
    const path = [...row.path, key];
    form.set(path, {});
    onFold(formatPath(path), true);
  };
  return (
    <div className="cfg-entries" data-depth={row.depth || undefined} data-path={formatPath(row.path)}>
      <div>
        <p className="cfg-label">
          {row.by === 'name' ? 'Entries by name' : 'Items'} <small>{row.names.length}</small>
        </p>
        <code className="cfg-path">{formatPath(row.path)}</code>
      </div>
      {row.by === 'name' ? (
        <AddName id={`${row.id}-new`} name={row.title} taken={row.names} onAdd={add} />
      ) : (
        <button
          type="button"
          className="cfg-link"
          onClick={() => add(Array.isArray(valueAt(form.whole, row.path)) ? row.names.length : 0)}
        >
          <Plus size={13} aria-hidden="true" /> Add an item
        </button>
      )}
    </div>
  );
}

function UnreachedRow({ row, onGo }: { row: Extract<Row, { kind: 'unreached' }>; onGo: ConfigRowProps['onGo'] }) {
  const name = row.field.label ?? nameWords(row.field.path.split('.').at(-1) ?? '');
  return (
    <div className="cfg-row cfg-row-unreached">
      <div className="cfg-row-name">
        <p className="cfg-label">{name}</p>
        <code className="cfg-path">{row.field.path}</code>
        {row.field.help && <p className="cfg-help">{row.field.help}</p>}
      </div>
      <div className="cfg-row-edit">
        <button type="button" className="cfg-link" onClick={() => onGo(row.parent)}>
          <Plus size={13} aria-hidden="true" /> Add an entry in {formatPath(row.parent)} first
        </button>
      </div>
    </div>
  );
}
