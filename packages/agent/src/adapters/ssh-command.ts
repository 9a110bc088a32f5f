// What a remote shell gets to read. The command line of every run is the same constant but for a random mark, because
// anybody over there may read it in the process list, and because login shells disagree about quoting. The words of the
// program and its variables, secrets among them, follow on standard input, quoted by one function.
import { HostError } from '../ports/host-executor.ts';

/** Reads lines up to the mark and evaluates them; without the mark, as when the line breaks, it runs nothing. */
const reader =
  'n=$(printf "\\nx"); n=${n%x}; s=; ' +
  'while IFS= read -r l; do if [ "$l" = "$1" ]; then eval "$s"; exit 125; fi; s=$s$l$n; done; exit 125';

/** The command line that is asked for: no word of it comes from outside. */
export function remoteCommand(mark: string): string {
  return `exec /bin/sh -c '${reader}' sh ${checkMark(mark)}`;
}

/** Words as a POSIX shell reads them back, unchanged. Refuses NUL, which no argument can hold. */
export function quoteArgv(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (word.includes('\0')) throw new HostError('refused', 'An argument holds a NUL byte.');
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface RemoteProgram {
  argv: readonly [string, ...string[]];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Printed with the process id once everything before the program itself has worked. */
  mark: string;
}

/** What follows on standard input; the program's own input comes right after it. */
export function remoteScript({ argv, env, cwd, mark }: RemoteProgram): string {
  const program = quoteWord(argv[0]);
  const isThere = argv[0].includes('/')
    ? `[ -x ${program} ] && [ ! -d ${program} ]`
    : `command -v ${program} >/dev/null 2>&1`;
  return [
    ...Object.entries(env).map(([name, value]) => `export ${checkName(name)}=${quoteWord(value)}`),
    `cd ${quoteWord(cwd)} 2>/dev/null || { echo 'its directory cannot be entered' >&2; exit 125; }`,
    `{ ${isThere}; } || { echo 'there is no such program' >&2; exit 125; }`,
    `printf '%s %s\\n' ${checkMark(mark)} "$$"`,
    `exec ${quoteArgv(argv)}`,
    mark,
    '',
  ].join('\n');
}

/** Ends a whole process group over there, or the process alone where it leads none. */
export function remoteKill(pid: number, signal: 'TERM' | 'KILL'): string {
  if (!Number.isSafeInteger(pid) || pid < 2) throw new HostError('refused', 'There is no such process.');
  return `exec /bin/sh -c 'kill -s "$1" -- "-$2" 2>/dev/null || kill -s "$1" "$2"' sh ${signal} ${pid}`;
}

function checkName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new HostError('refused', 'A variable has no plain name.');
  return name;
}

function checkMark(mark: string): string {
  if (!/^[a-z0-9]{16,64}$/.test(mark)) throw new HostError('refused', 'The mark is not plain.');
  return mark;
}
