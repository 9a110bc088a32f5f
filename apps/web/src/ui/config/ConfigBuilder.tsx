import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { Skeleton } from '../Feedback.tsx';
import { Segmented } from '../Segmented.tsx';
import type { ConfigFormProps } from './contract.ts';
import { EssentialCards } from './Essentials.tsx';
import { Everything } from './Everything.tsx';
import { FormProvider } from './FormProvider.tsx';
import './config.css';

const RawPane = lazy(() => import('./raw/RawPane.tsx').then((module) => ({ default: module.RawPane })));

type View = 'essentials' | 'all' | 'raw';
const noFields: never[] = [];

/** The configuration to be changed, in three views of one draft: what matters first, all of it, and the text itself. */
export function ConfigBuilder(props: ConfigFormProps) {
  const { value, fields, draft, focus, text = null, onDraft, onText, onBlock, verdict, why_not } = props;
  const [view, setView] = useState<View>('essentials');
  const [blocked, setBlocked] = useState<string | null>(null);
  const [insisted, setInsisted] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const followed = useRef<object>(null);
  const ready = fields !== undefined;
  useEffect(() => {
    if (!focus || !ready || followed.current === focus) return;
    followed.current = focus;
    // Who is sent to a field that stands among the essentials finds it there; any other one is found among all.
    if (view === 'essentials' && !focusRow(box.current, focus.path)) setView('all');
  }, [focus, ready, view]);
  const block = useCallback(
    (why: string | null) => {
      setBlocked(why);
      if (!why) setInsisted(false);
      onBlock?.(why);
    },
    [onBlock],
  );
  const choose = (next: View) => {
    if (blocked) setInsisted(true);
    else setView(next);
  };
  return (
    <div className="cfg" ref={box}>
      <div className="cfg-views">
        <Segmented
          label="View"
          show_label={false}
          value={view}
          options={[
            { value: 'essentials', label: 'Essentials' },
            { value: 'all', label: 'Everything' },
            { value: 'raw', label: 'Text' },
          ]}
          onChange={choose}
        />
        {insisted && blocked && (
          <p className="cfg-stay" role="alert">
            The form cannot show this yet. {blocked}
          </p>
        )}
        {why_not && <p className="cfg-stay">{why_not}</p>}
      </div>
      {view === 'raw' ? (
        <Suspense fallback={<Skeleton lines={[40, 60, 52, 70, 34, 44]} label="Opening the editor" />}>
          <RawPane
            value={value}
            fields={fields?.fields ?? noFields}
            draft={draft}
            onDraft={onDraft}
            text={text}
            onText={(next) => onText?.(next)}
            onBlock={block}
            verdict={verdict}
            focus={focus}
            why_not={why_not}
          />
        </Suspense>
      ) : (
        <FormProvider {...props}>
          {view === 'essentials' ? <EssentialCards /> : <Everything focus={focus} />}
        </FormProvider>
      )}
    </div>
  );
}

/** Whether there was such a row, which has the focus then. */
function focusRow(box: HTMLElement | null, path: string): boolean {
  const row = [...(box?.querySelectorAll<HTMLElement>('[data-path]') ?? [])].find((one) => one.dataset.path === path);
  const control = row?.querySelector<HTMLElement>('input:not([tabindex="-1"]), select, textarea, .cfg-row-edit button');
  row?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
  return control !== undefined && control !== null;
}
