// Browser storage may be closed (private windows, policies): then the console works and just remembers less.

/** Reads a JSON value; `null` when absent, unreadable or when storage is closed. The caller checks its shape. */
export function readStored(key: string, area: 'local' | 'session' = 'local'): unknown {
  try {
    const text = pick(area).getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Stores a JSON value, or removes it for `null`. */
export function writeStored(key: string, value: unknown, area: 'local' | 'session' = 'local'): void {
  try {
    if (value === null) pick(area).removeItem(key);
    else pick(area).setItem(key, JSON.stringify(value));
  } catch {
    // Full or closed: nothing depends on it.
  }
}

function pick(area: 'local' | 'session'): Storage {
  return area === 'local' ? window.localStorage : window.sessionStorage;
}
