import { ensureBrowser } from './browser.ts';
import type { Part } from './parts.ts';
import { type Outcome, type Run, refusePart, runPart } from './runner.ts';

/** Runs a part of any kind; one in a browser gets that browser, and is refused where what it would open was not built. */
export async function runBuiltPart(run: Run, part: Part, before: readonly Outcome[]): Promise<Outcome> {
  if (part.kind !== 'playwright') return runPart(run, part);
  if (before.some((outcome) => outcome.part.name === 'build' && outcome.counts.failed > 0))
    return refusePart(part, 'not run: the build failed');
  let browser: string;
  try {
    browser = ensureBrowser();
  } catch (error) {
    return refusePart(part, error instanceof Error ? error.message : String(error));
  }
  return runPart({ ...run, env: { ...run.env, CHROMIUM_PATH: browser } }, part);
}
