// How this browser wants the console to look. `public/appearance.js` applies the same choice before the first paint.
import { readStored, writeStored } from '../util/storage.ts';
import { createStore } from '../util/store.ts';

export interface Appearance {
  theme: 'system' | 'night' | 'day';
  motion: 'system' | 'still';
  /** Keys without a modifier, such as `g o`, may collide with assistive software: they can be switched off. */
  single_keys: boolean;
}

const key = 'moltbot-ops.appearance';
const standard: Appearance = { theme: 'system', motion: 'system', single_keys: true };

export const appearance = createStore<Appearance>(readAppearance());

function readAppearance(): Appearance {
  const value = readStored(key);
  if (typeof value !== 'object' || value === null) return standard;
  return {
    theme: 'theme' in value && (value.theme === 'night' || value.theme === 'day') ? value.theme : 'system',
    motion: 'motion' in value && value.motion === 'still' ? 'still' : 'system',
    single_keys: !('single_keys' in value && value.single_keys === false),
  };
}

export function changeAppearance(change: Partial<Appearance>): void {
  const next = { ...appearance.get(), ...change };
  appearance.set(next);
  writeStored(key, next);
  const { dataset } = document.documentElement;
  if (next.theme === 'system') delete dataset.theme;
  else dataset.theme = next.theme;
  if (next.motion === 'system') delete dataset.motion;
  else dataset.motion = next.motion;
}
