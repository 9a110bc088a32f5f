// What values, sources and consequences are called. Pure.
import type { ConfigChange, ConfigDocument, ConfigField } from '@moltbot-ops/sdk/types';
import type { Tone } from '../Card.tsx';
import { isMask, referenceIn } from './mask.ts';

/** A value in one short line. A secret shows nothing of itself. */
export function valueWords(value: unknown, sensitive: boolean): string {
  if (value === undefined) return 'not set';
  if (isMask(value)) return 'secret, kept';
  const reference = referenceIn(value);
  if (reference) return `${reference.source}: ${reference.id}`;
  if (sensitive) return 'new secret';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? 'empty text' : text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

export function defaultWords(field: ConfigField): string {
  if (field.default === undefined) return '';
  if (typeof field.default === 'boolean') return field.default ? 'on' : 'off';
  return valueWords(field.default, false);
}

export type Reload = NonNullable<ConfigChange['reload']>;

/** What a change makes the gateway do. */
export const reloadLooks: Record<Reload, { word: string; sentence: string; tone: Tone }> = {
  restart: { word: 'restart', sentence: 'The gateway restarts for this.', tone: 'warn' },
  hot: { word: 'live', sentence: 'The running gateway takes it over without a restart.', tone: 'ok' },
  none: { word: 'no reload', sentence: 'Read when it is needed; nothing reloads.', tone: 'idle' },
  unknown: {
    word: 'reload unknown',
    sentence: 'Whether the gateway has to restart is not known beforehand.',
    tone: 'idle',
  },
};

export type SecretTarget = NonNullable<ConfigDocument['secret_targets']>[number];

/** Where a secret that is typed here will lie; the sentence follows `It goes to`. */
export const targetLooks: Record<SecretTarget, { name: string; sentence: string }> = {
  store: {
    name: 'Secret store',
    sentence: 'the gateway’s secret store. The configuration file holds only a reference.',
  },
  env: {
    name: 'Environment file',
    sentence: 'the service’s environment file, readable by its owner only. The configuration names the variable.',
  },
  file: {
    name: 'Configuration file',
    sentence: 'the configuration file itself, in the clear for whoever reads that file.',
  },
};
