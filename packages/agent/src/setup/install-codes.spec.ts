import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jobCodes } from '../jobs/failures.ts';
import { installCodes } from './install-codes.ts';

const here = new URL('.', import.meta.url);
const own =
  /^(plans\/(native\/.+|npm|brew)|prerequisites\/.+|releases|npm-failure|native-methods|install-local|layout)\.ts$/;
// What other parts have, and their runbooks bear.
const elsewhere = new Set<string>([...jobCodes, 'disk_full']);

test('every code that an installation gives is in the list that the runbooks are held against', () => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
    (file) => own.test(file) && !file.endsWith('.spec.ts'),
  );
  const given = files.flatMap((file) => {
    const text = readFileSync(new URL(file, here), 'utf8');
    return [
      ...text.matchAll(/(?:new StepError\(|\bcode: |\bcheck: |\[|\? \(\[)\s*'([a-z][a-z0-9_]*_[a-z0-9_]+|memory)'/g),
    ].map(([, code]) => code ?? '');
  });
  const known = new Set<string>(installCodes);
  const steps = /^(prefix|made_directories|service_manager|registry_reachable|existing_gateway)/;
  expect(given.length).toBeGreaterThan(20);
  expect(
    given.filter((code) => !known.has(code) && !elsewhere.has(code) && !steps.test(code) && !code.startsWith('docker')),
  ).toEqual([]);
});
