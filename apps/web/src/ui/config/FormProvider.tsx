import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react';
import type { ConfigFormProps } from './contract.ts';
import { mergeDraft, renameField, resetField, setField, unsetField } from './draft.ts';
import { type ConfigForm, FormContext, findingsOf } from './form.ts';

const noFields: never[] = [];

/** Gives every part of the form the draft as it is, and the ways to change it. */
export function FormProvider(props: ConfigFormProps & { children: ReactNode }) {
  const { value, fields, draft, verdict, why_not, onDraft, onProbe, children } = props;
  // Two changes in one turn: the second one is made on what the first one left.
  const latest = useRef(draft);
  const report = useRef(onDraft);
  const prober = useRef(onProbe);
  const can_probe = onProbe !== undefined && why_not === undefined;
  useLayoutEffect(() => {
    latest.current = draft;
    report.current = onDraft;
    prober.current = onProbe;
  });
  const form = useMemo((): ConfigForm => {
    const { config } = value;
    const change = (next: typeof draft) => {
      if (why_not !== undefined) return;
      latest.current = next;
      report.current(next);
    };
    return {
      value,
      fields: fields?.fields ?? noFields,
      whole: mergeDraft(config, draft),
      findings: verdict ? findingsOf([...verdict.errors, ...verdict.warnings]) : [],
      why_not,
      set: (path, one) => change(setField(config, latest.current, path, one)),
      unset: (path) => change(unsetField(config, latest.current, path)),
      reset: (path) => change(resetField(config, latest.current, path)),
      rename: (path, name) => change(renameField(config, latest.current, path, name)),
      probe: can_probe
        ? (channel) => prober.current?.(channel) ?? Promise.reject(new Error('Nobody can ask now.'))
        : undefined,
    };
  }, [value, fields, draft, verdict, why_not, can_probe]);
  return <FormContext value={form}>{children}</FormContext>;
}
