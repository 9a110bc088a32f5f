// Looks for secrets in the files that git tracks or would track; with file names, in those alone (the commit hook).
// Test data that must look like a secret is assembled from pieces in the tests, so nothing has to be excused here.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const batch_size = 200;
const binary = /\.(png|jpe?g|gif|ico|webp|woff2?|ttf|gz|zip|sqlite|pdf)$/i;

const asked = process.argv.slice(2);
const listed = asked.length > 0 ? asked : listTrackedFiles();
const files = listed.filter((file) => !binary.test(file) && file !== 'package-lock.json' && existsSync(file));
let failed = files.length === 0 && asked.length === 0;
if (failed) console.error('The secret scan found no file to look at, so it proved nothing.');
for (let start = 0; start < files.length; start += batch_size) {
  const answer = spawnSync(
    process.execPath,
    ['node_modules/secretlint/bin/secretlint.js', '--no-glob', ...files.slice(start, start + batch_size)],
    { stdio: 'inherit' },
  );
  if (answer.status !== 0) failed = true;
}
if (!failed) console.log(`No secret in ${files.length} files.`);
process.exitCode = failed ? 1 : 0;

function listTrackedFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split('\0').filter((file) => file !== '');
}
