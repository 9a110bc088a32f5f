// npm's lines about its downloads → how many there were, and whether it is of use to go on: once the registry is lost, npm
// asks it for each of hundreds of packages, one after another, with a minute of waiting each. Pure.

/** So many in a row that failed every try of theirs. */
const lost_max = 3;

const fetched = /^npm http (?:fetch|cache)/;
/** Says nothing of the registry. */
const from_cache = /^npm http cache|\(cache hit\)/;
const failed = /^npm http fetch \S+ \S+ attempt (\d{1,3}) failed with ([A-Z][A-Z0-9_]{1,60})/;

export interface FetchWatch {
  /** Whether the line is about a download. */
  take(line: string): boolean;
  /** Downloads and looks into the cache that came to a good end. */
  done(): number;
  /** npm's code of the failure, once there is no use in going on. */
  lost(): string | null;
}

/** `tries` is how often npm asks for one thing before it gives it up. */
export function createFetchWatch(tries: number): FetchWatch {
  let done = 0;
  let in_a_row = 0;
  let code: string | null = null;
  return {
    take(line) {
      if (!fetched.test(line)) return false;
      const [, attempt, why] = failed.exec(line) ?? [];
      if (why === undefined) {
        done += 1;
        if (!from_cache.test(line)) in_a_row = 0;
      } else if (Number(attempt) >= tries) {
        in_a_row += 1;
        if (in_a_row >= lost_max) code ??= why;
      }
      return true;
    },
    done: () => done,
    lost: () => code,
  };
}
