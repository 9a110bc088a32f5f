/** Whole seconds → `45 s`, `12 min`, `15 h 52 min`, `3 d 4 h`: at most two units, the larger first. */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits(hours, 'h', minutes % 60, 'min');
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** Milliseconds since something → `just now`, `20 s ago`, `3 min ago`. A clock that runs behind never says "in the future". */
export function ageWords(ageMs: number): string {
  return ageMs < 5_000 ? 'just now' : `${durationWords(ageMs / 1000)} ago`;
}

/** `14:05`, in the reader's zone. */
export function clockWords(at: Date | string | number): string {
  const date = new Date(at);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** `14:05:09`, in the reader's zone. */
export function clockSecondWords(at: Date | string | number): string {
  return `${clockWords(at)}:${pad(new Date(at).getSeconds())}`;
}

// Tables instead of Intl: making one formatter costs more of the first screen than drawing it does.
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sat`, in the reader's zone. */
export function weekdayWords(at: Date | string | number): string {
  return weekdays[new Date(at).getDay()] ?? '';
}

/** `3 Nov`, in the reader's zone. */
function dayWords(date: Date): string {
  return `${date.getDate()} ${months[date.getMonth()]}`;
}

/** As short as is unambiguous from `now`: `14:05`, `Sat 14:05`, `3 Nov 14:05`, `3 Nov 2025`. */
export function momentWords(at: Date | string | number, now: Date | string | number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return clockWords(date);
  const days = Math.abs(today.getTime() - date.getTime()) / 86_400_000;
  if (days < 6) return `${weekdayWords(date)} ${clockWords(date)}`;
  if (date.getFullYear() === today.getFullYear()) return `${dayWords(date)} ${clockWords(date)}`;
  return `${dayWords(date)} ${date.getFullYear()}`;
}

/** `2:07` for a countdown. */
export function countdownWords(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${pad(whole % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
