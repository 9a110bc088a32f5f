// After `npm install` changed package-lock.json: puts the packages of other platforms in that the registry at hand did
// not have. Runs on any Node >= 20.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { completeLockfile, findLeftOut } from './lib/lockfile.mjs';

const path = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json');
const lockfile = JSON.parse(readFileSync(path, 'utf8'));
const leftOut = findLeftOut(lockfile);
if (leftOut.size > 0) writeFileSync(path, `${JSON.stringify(completeLockfile(lockfile), null, 2)}\n`);
console.log(leftOut.size === 0 ? 'The lockfile is complete.' : `Put in: ${[...leftOut.keys()].join(', ')}`);
