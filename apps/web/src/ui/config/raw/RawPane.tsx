import type { ConfigDocument, ConfigField, ConfigValidationResult } from '@moltbot-ops/sdk/types';
import { AlignLeft } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../Button.tsx';
import type { ConfigDraft } from '../contract.ts';
import { mergeDraft, redraft } from '../draft.ts';
import { type Json5Error, type Json5Text, readJson5 } from '../json5.ts';
import { isTree, parsePath } from '../tree.ts';
import { formatJson5 } from './format.ts';
import { type Marker, RawEditor } from './RawEditor.tsx';
import { TypedSecrets } from './secrets-in-text.ts';
import { locate, reconcile } from './text-edit.ts';

export interface RawPaneProps {
  value: ConfigDocument;
  fields: readonly ConfigField[];
  draft: ConfigDraft;
  onDraft(draft: ConfigDraft): void;
  /** Text of an earlier visit, brought up to date on arrival. */
  text: string | null;
  onText(text: string): void;
  onBlock(why: string | null): void;
  verdict: ConfigValidationResult | null;
  focus: { path: string } | null;
  why_not: string | undefined;
}

/** What is read within a frame. A longer text is read when its writer pauses, so that no key waits for it. */
const quick_chars_max = 60_000;
const pause_ms = 300;

/** The draft as text. What cannot be read stays in the editor, changes nothing, and says where it breaks. */
export function RawPane(props: RawPaneProps) {
  const { value, fields, draft, focus, why_not } = props;
  const [secrets] = useState(() => new TypedSecrets());
  const textOf = (from: string) => reconcile(from, secrets.hide(mergeDraft(value.config, draft), fields));
  const [text, setText] = useState(() => textOf(props.text ?? (value.raw === '' ? '{}\n' : value.raw)));
  const [understood, setUnderstood] = useState(text);
  const [said, setSaid] = useState(draft);
  const reading = useMemo(() => readJson5(understood), [understood]);
  if (said !== draft) {
    // Changed elsewhere, by undo or discard.
    setSaid(draft);
    const next = textOf(text);
    setText(next);
    setUnderstood(next);
  }
  const { onBlock } = props;
  const why = whyBlocked(reading);
  useEffect(() => {
    onBlock(why);
    return () => onBlock(null);
  }, [why, onBlock]);

  const understand = (next: string) => {
    setUnderstood(next);
    const after = readJson5(next);
    if (!after.ok || !isTree(after.value)) return;
    const draftNow = redraft(value.config, secrets.reveal(after.value));
    setSaid(draftNow);
    props.onDraft(draftNow);
    props.onText(secrets.revealSource(next));
  };
  const later = useLater(understand, text);
  const take = (next: string) => {
    if (next === text) return;
    setText(next);
    if (next.length > quick_chars_max) later.put(next);
    else understand(next);
  };
  const markers = useMarkers(understood, reading, props.verdict);
  // Only a new wish moves the cursor, not what is typed afterwards.
  const [sought, setSought] = useState<{ focus: object | null; at: number }>({ focus: null, at: 0 });
  if (focus && focus !== sought.focus && reading.ok)
    setSought({ focus, at: locate(reading.document.body, parsePath(focus.path))[0] });
  return (
    <div className="raw" onBlur={later.flush}>
      <div className="raw-bar">
        <p className="raw-state" data-tone={why ? 'bad' : 'idle'} role="status">
          {why ??
            'JSON5: comments stay, and commas at the end of a list are fine. A secret shows as what it is, not as its text.'}
        </p>
        <Button size="sm" onClick={() => take(formatJson5(text))}>
          <AlignLeft size={14} aria-hidden="true" />
          Format
        </Button>
      </div>
      <RawEditor
        label="Configuration as JSON5"
        text={text}
        onText={take}
        markers={markers}
        cursor={sought.focus ? sought : null}
        read_only={why_not !== undefined}
      />
    </div>
  );
}

interface Later {
  put(text: string): void;
  flush(): void;
}

/** Runs for the last text that was put, once nothing was typed for a moment, or at once when the editor is left. */
function useLater(run: (text: string) => void, present: string): Later {
  const latest = useRef({ run, present });
  const waiting = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { run, present };
  });
  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const text = waiting.current;
    waiting.current = undefined;
    // A text that was replaced meanwhile, by an undo, is nobody's any more.
    if (text !== undefined && text === latest.current.present) latest.current.run(text);
  }, []);
  useEffect(() => flush, [flush]);
  const put = useCallback(
    (text: string) => {
      waiting.current = text;
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, pause_ms);
    },
    [flush],
  );
  return { put, flush };
}

function whyBlocked(reading: Json5Text | Json5Error): string | null {
  if (!reading.ok) return `Line ${reading.line}, column ${reading.column}: ${reading.message}`;
  return isTree(reading.value) ? null : 'Line 1: a configuration is an object, in braces.';
}

/** Where the text breaks; else what was found of the fields, at their places in this very text. */
function useMarkers(text: string, reading: Json5Text | Json5Error, verdict: ConfigValidationResult | null): Marker[] {
  const settled = useDeferredValue(verdict);
  return useMemo(() => {
    return reading.ok
      ? [...(settled?.errors ?? []), ...(settled?.warnings ?? [])].map((finding) => {
          const [from, to] = locate(reading.document.body, parsePath(finding.path));
          const end = Math.min(to, from + 80);
          return {
            from,
            to: finding.path === '' ? from + 1 : end,
            message: finding.message,
            severity: finding.severity,
          };
        })
      : [markerOf(text, reading)];
  }, [text, reading, settled]);
}

function markerOf(text: string, error: Json5Error): Marker {
  const start = text
    .split('\n')
    .slice(0, error.line - 1)
    .reduce((sum, line) => sum + line.length + 1, 0);
  const from = Math.min(start + error.column - 1, Math.max(0, text.length - 1));
  return { from, to: from + 1, message: error.message, severity: 'error' };
}
