import { lazy, Suspense, useCallback, useState } from 'react';
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
  const [seen, setSeen] = useState(focus);
  if (focus !== seen) {
    setSeen(focus);
    if (view === 'essentials') setView('all');
  }
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
    <div className="cfg">
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
