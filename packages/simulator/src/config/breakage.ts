// What a careless hand does to the configuration file, and how it is put right again.
import { readFileSync, writeFileSync } from 'node:fs';

/** Gives `gateway.bind` a value that is not allowed. */
export function breakConfig(path: string): void {
  const broken = readFileSync(path, 'utf8').replace(/("?bind"?\s*:\s*)"[a-z]+"/, '$1"everywhere"');
  writeFileSync(path, broken, { mode: 0o600 });
}

export function mendConfig(path: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace('"everywhere"', '"loopback"'), { mode: 0o600 });
}
