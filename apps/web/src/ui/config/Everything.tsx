import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Search, X } from 'lucide-react';
import { startTransition, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { IconButton } from '../Button.tsx';
import { EmptyState, Skeleton } from '../Feedback.tsx';
import { ConfigRow } from './ConfigRow.tsx';
import { nodeAt, treeOf } from './field-tree.ts';
import { useConfigForm } from './form.ts';
import { type Row, rowsBelow, rowsOfHits } from './rows.ts';
import { SectionTree } from './SectionTree.tsx';
import { formatPath, type Path, parsePath } from './tree.ts';
import { useSearchIndex } from './use-search-index.ts';

const first_section = 'gateway';
/** Nobody reads further; one more word finds it sooner. */
const hits_max = 300;

/** All fields: found by words, or walked through by sections. Only what is in sight is drawn. */
export function Everything({ focus }: { focus: { path: string } | null }) {
  const { fields, whole } = useConfigForm();
  const [asked, setAsked] = useState('');
  // A new box is an empty one.
  const [box, setBox] = useState(0);
  const clear = () => {
    setAsked('');
    setBox((before) => before + 1);
  };
  const [at, setAt] = useState<string[]>([first_section]);
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [wanted, setWanted] = useState<{ path: Path } | null>(null);
  const root = useMemo(() => treeOf(fields), [fields]);
  const index = useSearchIndex(fields);
  const hits = useMemo(() => (asked.trim() === '' ? null : (index?.find(asked) ?? [])), [index, asked]);
  const here = useMemo(
    () => (root.children.some((child) => child.key === at[0]) ? at : [root.children[0]?.key ?? '']),
    [root, at],
  );
  const rows = useMemo(
    () => (hits ? rowsOfHits(root, hits.slice(0, hits_max), whole) : rowsBelow(nodeAt(root, here), here, whole, folds)),
    [root, hits, here, whole, folds],
  );

  const go = (path: Path) => {
    const names = path.map(String);
    const node = nodeAt(root, names.slice(0, 2));
    clear();
    setAt(names.slice(0, node.children.length > 0 && names.length > 2 ? 2 : 1));
    setFolds((before) => withWay(before, names));
    setWanted({ path });
  };
  const [seen, setSeen] = useState<{ path: string } | null>(null);
  if (focus && focus !== seen && fields.length > 0) {
    setSeen(focus);
    go(parsePath(focus.path));
  }

  if (fields.length === 0) return <Skeleton lines={[30, 100, 100, 100, 100, 100]} label="Reading the fields" />;
  return (
    <div className="cfg-all" data-asked={asked}>
      <SearchBox
        key={box}
        onQuery={(query) => startTransition(() => setAsked(query))}
        total={fields.length}
        found={hits?.length ?? null}
      />
      <div className="cfg-columns">
        <SectionTree
          root={root}
          at={hits ? [] : here}
          onChoose={(path) => {
            clear();
            setAt(path);
          }}
        />
        <div className="cfg-sheet">
          {rows.length === 0 && hits && index && (
            <EmptyState title={`No field speaks of “${asked.trim()}”.`}>
              Every word has to occur in a field’s name, path or explanation. Fewer or shorter words find more.
            </EmptyState>
          )}
          <RowList
            key={hits ? 'hits' : formatPath(here)}
            rows={rows}
            wanted={wanted}
            onFold={(id, open) => setFolds((before) => new Map(before).set(id, open))}
            onGo={go}
          />
          {hits && hits.length > hits_max && (
            <p className="hint">
              These are the first {hits_max} of {hits.length.toLocaleString('en')}. One more word narrows it.
            </p>
          )}
        </div>
      </div>
    </div>
  );
}

/** Folds on the way to a path stand open, advanced ones too. */
function withWay(folds: ReadonlyMap<string, boolean>, names: readonly string[]): ReadonlyMap<string, boolean> {
  const next = new Map(folds);
  names.forEach((_, end) => {
    const id = formatPath(names.slice(0, end));
    next.set(id, true);
    next.set(`${id}#advanced`, true);
  });
  return next;
}

interface SearchBoxProps {
  /** What is typed; what it finds may be drawn a little later. */
  onQuery(query: string): void;
  total: number;
  found: number | null;
}

function SearchBox({ onQuery, total, found }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const ask = (next: string) => {
    setQuery(next);
    onQuery(next);
  };
  return (
    <search className="cfg-search">
      <Search size={16} aria-hidden="true" />
      <input
        ref={input}
        type="text"
        className="cfg-search-input"
        placeholder={`Search ${total.toLocaleString('en')} fields by name, path or what they do`}
        aria-label="Search fields"
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => ask(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && ask('')}
      />
      <span className="cfg-search-count" role="status">
        {found !== null && (found === 1 ? '1 field' : `${found.toLocaleString('en')} fields`)}
      </span>
      {query !== '' && (
        <IconButton
          label="Clear the search"
          className="btn-sm"
          onClick={() => {
            ask('');
            input.current?.focus();
          }}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
    </search>
  );
}

interface RowListProps {
  rows: readonly Row[];
  wanted: { path: Path } | null;
  onFold(id: string, open: boolean): void;
  onGo(path: Path): void;
}

const heights: Record<Row['kind'], number> = {
  field: 84,
  group: 42,
  entries: 62,
  advanced: 40,
  section: 46,
  unreached: 72,
};

/** The page itself scrolls; rows out of sight are not in it. */
function RowList({ rows, wanted, onFold, onGo }: RowListProps) {
  const box = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (box.current) setMargin(box.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  // oxlint-disable-next-line react/incompatible-library -- its functions stay in this component, which is drawn anew with them
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (at) => heights[rows[at]?.kind ?? 'field'],
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 4,
    scrollMargin: margin,
    scrollPaddingStart: 120,
    scrollPaddingEnd: 120,
  });
  useFocusOn(wanted, rows, (at) => list.scrollToIndex(at, { align: 'center' }), box);
  return (
    <div ref={box} className="cfg-rows" style={{ height: list.getTotalSize() }}>
      {list.getVirtualItems().map((item) => {
        const row = rows[item.index];
        return row ? (
          <div
            key={item.key}
            ref={list.measureElement}
            data-index={item.index}
            className="cfg-place"
            style={{ transform: `translateY(${item.start - margin}px)` }}
          >
            <ConfigRow row={row} onFold={onFold} onGo={onGo} />
          </div>
        ) : null;
      })}
    </div>
  );
}

/** Brings the wanted row into sight and the focus into it; what is not drawn yet gets a few frames to be. */
function useFocusOn(
  wanted: { path: Path } | null,
  rows: readonly Row[],
  scrollTo: (at: number) => void,
  box: React.RefObject<HTMLDivElement | null>,
): void {
  const done = useRef<object>(null);
  useEffect(() => {
    if (!wanted || done.current === wanted) return;
    const at = findRow(rows, wanted.path);
    if (at < 0) return;
    done.current = wanted;
    scrollTo(at);
    let frames = 0;
    const reach = () => {
      const control = box.current
        ?.querySelector(`[data-index="${at}"]`)
        ?.querySelector<HTMLElement>('input:not([tabindex="-1"]), select, textarea, .cfg-row-edit button, button');
      control?.focus({ preventScroll: true });
      frames += 1;
      if (!control && frames < 20) requestAnimationFrame(reach);
    };
    requestAnimationFrame(reach);
  });
}

/** The row of a path, else of its nearest parent. */
function findRow(rows: readonly Row[], path: Path): number {
  for (let end = path.length; end > 0; end -= 1) {
    const id = formatPath(path.slice(0, end));
    const at = rows.findIndex((row) => row.id === id || row.id === `${id}#entries`);
    if (at >= 0) return at;
  }
  return -1;
}
