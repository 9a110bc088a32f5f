// What every part of the form needs to know and may do, so that a row in a list of thousands is handed only its place.
import type { ChannelProbe, ConfigDocument, ConfigError, ConfigField } from '@moltbot-ops/sdk/types';
import { createContext, useContext } from 'react';
import { isWithin, type Path, parsePath } from './tree.ts';

export interface ConfigForm {
  value: ConfigDocument;
  fields: readonly ConfigField[];
  /** What would be in force with the draft. */
  whole: ConfigDocument['config'];
  /** What the last verdict says of fields, apart from what it says of the whole. */
  findings: readonly Finding[];
  why_not: string | undefined;
  set(path: Path, value: unknown): void;
  unset(path: Path): void;
  reset(path: Path): void;
  rename(path: Path, name: string): void;
  /** Asks a channel’s provider about the draft; undefined where the page cannot. */
  probe: ((channel: string) => Promise<ChannelProbe>) | undefined;
}

export interface Finding {
  path: readonly string[];
  error: ConfigError;
}

export const FormContext = createContext<ConfigForm | null>(null);

export function useConfigForm(): ConfigForm {
  const form = useContext(FormContext);
  if (!form) throw new Error('a part of the configuration form stands outside of it');
  return form;
}

export function findingsOf(errors: readonly ConfigError[]): Finding[] {
  return errors.map((error) => ({ path: parsePath(error.path), error }));
}

/** What was found at the place, or below it where one editor holds the whole of it. */
export function findingsAt(findings: readonly Finding[], path: Path): ConfigError[] {
  return findings.filter((finding) => isWithin(finding.path, path)).map((finding) => finding.error);
}
