// `npm run format` writes; `npm run format -- --check` only looks.
import { runToEnd } from '../lib/children.mjs';

const check = process.argv.includes('--check');
const biome = 'node_modules/@biomejs/biome/bin/biome';
process.exitCode = await runToEnd(process.execPath, check ? [biome, 'ci', '.'] : [biome, 'check', '--write', '.']);
