// Reports of test runners → what failed, by name, with the first lines of why. A run of half an hour says it once more
// at its end, where it is looked for and where a shortened log still has it.

/** One failed test, or a part that failed as a whole. */
export interface Failure {
  /** The part that it belongs to, such as `unit`. */
  part: string;
  /** Its file and title, as far as they are known. */
  test: string;
  /** The first lines of its reason, without colours. */
  reason: string;
}

/** The part of Vitest's JSON report that is read. */
export interface VitestFailures {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/** The part of Playwright's JSON report that is read; suites lie within suites. */
export interface PlaywrightFailures {
  errors: { message?: string }[];
  suites?: PlaywrightSuite[];
}

interface PlaywrightSuite {
  file?: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    tests: { status: string; results: { error?: { message?: string } }[] }[];
  }[];
}

const reason_lines_max = 24;
const line_characters_max = 240;
const shown_max = 40;

/**
 * The failed tests of a Vitest run, and the files that failed before their first test. `output` is what the run printed:
 * what was expected and what came stands there only.
 */
export function failuresOfVitest(part: string, report: VitestFailures | null, output = ''): Failure[] {
  const explained = readExplanations(output);
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && file.status === 'failed') {
      return [{ part, test: file.name, reason: shorten(file.message) }];
    }
    return failed.map(({ fullName, failureMessages }) => ({
      part,
      test: `${file.name} › ${fullName}`,
      reason: shorten(
        explained.find(({ path, title }) => title === fullName && file.name.endsWith(`/${path}`))?.words ??
          failureMessages?.join('\n'),
      ),
    }));
  });
}

/** The blocks at the end of the output: ` FAIL  part  path > group > title`, then words until a ruled line. */
function readExplanations(output: string): { path: string; title: string; words: string }[] {
  const plain = withoutColours(output);
  return [...plain.matchAll(/^ FAIL +\S+ +(\S+) > (.+)\n([^]*?)^⎯{8,}/gm)].map(
    ([, path = '', title = '', words = '']) => ({
      path,
      title: title.replaceAll(' > ', ' '),
      words,
    }),
  );
}

/** The tests of a Playwright run that failed, or that passed only when tried again. */
export function failuresOfPlaywright(part: string, report: PlaywrightFailures | null): Failure[] {
  const failures = (report?.errors ?? []).map(({ message }) => ({ part, test: part, reason: shorten(message) }));
  const suites = [...(report?.suites ?? [])];
  for (let suite = suites.shift(); suite; suite = suites.shift()) {
    suites.push(...(suite.suites ?? []));
    for (const { title, file, tests } of suite.specs ?? []) {
      if (!tests.some(({ status }) => status === 'unexpected' || status === 'flaky')) continue;
      const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? ''));
      failures.push({ part, test: `${file} › ${title}`, reason: shorten(errors.find(Boolean)) });
    }
  }
  return failures;
}

/** The failures as lines for the end of a run; of very many the first, and how many more there are. */
export function tellFailures(failures: readonly Failure[], root: string): string[] {
  const lines = failures.slice(0, shown_max).flatMap(({ part, test, reason }) => {
    const head = `✗ ${part}: ${test.replace(`${root}/`, '')}`;
    return [head, ...(reason ? reason.split('\n').map((line) => `    ${line}`) : [])];
  });
  if (failures.length > shown_max) lines.push(`… and ${failures.length - shown_max} more`);
  return lines;
}

const withoutColours = (text: string): string => text.replace(/\u001B\[[0-9;]*m/g, '');

function shorten(text = ''): string {
  return withoutColours(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^ +at .*\/node_modules\//.test(line))
    .slice(0, reason_lines_max)
    .map((line) => line.slice(0, line_characters_max))
    .join('\n');
}
