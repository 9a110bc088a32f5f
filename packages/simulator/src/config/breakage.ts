// What a careless hand does to the configuration file, and how it is put right again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const mistake = '"prot": 18789, ';

/** Adds a key that no schema knows to the `gateway` section. */
export function breakConfig(path: string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text === '' || text.includes(mistake)) return;
  writeFileSync(path, text.replace(/("?gateway"?\s*:\s*\{)/, `$1${mistake}`), { mode: 0o600 });
}

/** Takes exactly that mistake out again. */
export function mendConfig(path: string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text.includes(mistake)) writeFileSync(path, text.replace(mistake, ''), { mode: 0o600 });
}
