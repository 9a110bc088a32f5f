import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Transaction } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import { editorTheme } from './editor-theme.ts';
import { json5 } from './json5-language.ts';
import { maskChips } from './mask-chips.ts';

export interface Marker {
  /** Places in the text, from 0. */
  from: number;
  to: number;
  message: string;
  severity: 'error' | 'warning';
}

interface RawEditorProps {
  label: string;
  text: string;
  onText(text: string): void;
  markers: readonly Marker[];
  /** Where to put the cursor; a new object each time. */
  cursor: { at: number } | null;
  read_only: boolean;
}

/** The text itself. Tab leaves it, as everywhere; masks move as one piece. */
export function RawEditor({ label, text, onText, markers, cursor, read_only }: RawEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const report = useRef(onText);
  const locked = useRef(new Compartment());
  const [first] = useState(text);
  useEffect(() => {
    report.current = onText;
  });
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      parent: root,
      root,
      // From its beginning: an undo leads back to the text as it was opened, never to none.
      state: EditorState.create({
        doc: first,
        extensions: extensionsOf(label, (next) => report.current(next), locked.current),
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [label, first]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: Transaction.addToHistory.of(false),
    });
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({ effects: locked.current.reconfigure(EditorState.readOnly.of(read_only)) });
  }, [read_only]);
  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          markers.map((marker) => diagnosticOf(marker, editor)),
        ),
      );
  }, [markers]);
  useEffect(() => {
    const editor = view.current;
    if (!cursor || !editor) return;
    const anchor = Math.min(cursor.at, editor.state.doc.length);
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    editor.focus();
  }, [cursor]);
  return <div ref={host} className="raw-host" />;
}

function extensionsOf(label: string, onText: (text: string) => void, locked: Compartment) {
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    indentUnit.of('  '),
    EditorView.lineWrapping,
    json5,
    maskChips,
    editorTheme,
    keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    locked.of(EditorState.readOnly.of(false)),
    EditorView.contentAttributes.of({
      'aria-label': label,
      spellcheck: 'false',
      // What scrolls has to be within reach of the keyboard, also while nothing in it may be written.
      tabindex: '0',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
  ];
}

function diagnosticOf(marker: Marker, editor: EditorView): Diagnostic {
  const { length } = editor.state.doc;
  const from = Math.min(marker.from, length);
  return { ...marker, from, to: Math.max(from, Math.min(marker.to, length)) };
}
