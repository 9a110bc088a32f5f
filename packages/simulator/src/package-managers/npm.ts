// A stand-in for npm: answers what an installation asks of it, out of the registry file, without any network.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGlobalPackage } from './package-tree.ts';
import { integrityOf, packageFile, type RegistryState, readRegistry, recordCall, takeFault } from './registry.ts';

const [directory = '', ...argv] = process.argv.slice(2);
const valued = new Set(['--prefix', '--pack-destination', '--loglevel']);

interface Words {
  words: string[];
  options: Map<string, string>;
}

function parse(given: readonly string[]): Words {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < given.length; index += 1) {
    const part = given[index] ?? '';
    const [name = '', value] = part.split(/=(.*)/s);
    if (!part.startsWith('-')) words.push(part);
    else if (value !== undefined) options.set(name, value);
    else if (valued.has(part)) options.set(part, given[(index += 1)] ?? '');
    else options.set(part, '');
  }
  return { words, options };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** npm says why in lines, and with `--json` once more as an object. */
function fail(code: string, sentence: string, json: boolean): number {
  process.stderr.write(`npm error code ${code}\nnpm error ${sentence}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, summary: sentence, detail: '' } }, null, 2)}\n`);
  return 1;
}

function readSubject(subject: string, state: RegistryState): { name: string; version: string | null } {
  const at = subject.lastIndexOf('@');
  const [name, wanted] = at > 0 ? [subject.slice(0, at), subject.slice(at + 1)] : [subject, 'latest'];
  const tagged = state.tags[wanted];
  return { name, version: tagged ?? (state.versions.includes(wanted) ? wanted : null) };
}

function view({ words, options }: Words, state: RegistryState): number {
  const { name, version } = readSubject(words[1] ?? '', state);
  const wanted = words[1]?.split('@').at(-1) ?? '';
  // As with the real one: a version that is not there is an error, a tag that is not there is silence.
  if (version === null && /^\d/.test(wanted))
    return fail('E404', `No match found for version ${wanted}`, options.has('--json'));
  if (version === null) return 0;
  const fields: Record<string, unknown> = {
    version,
    'dist.integrity': integrityOf(name, version),
    'dist-tags': state.tags,
  };
  const asked = words.slice(2);
  const [only] = asked;
  const answer =
    asked.length === 1 && only !== undefined
      ? fields[only]
      : Object.fromEntries(asked.map((one) => [one, fields[one]]));
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return 0;
}

async function pack({ words, options }: Words, state: RegistryState): Promise<number> {
  const { name, version } = readSubject(words[1] ?? '', state);
  if (version === null) return fail('ETARGET', `No matching version found for ${words[1]}.`, options.has('--json'));
  await sleep(state.pace_ms);
  const filename = `${name}-${version}.tgz`;
  mkdirSync(options.get('--pack-destination') ?? '.', { recursive: true });
  writeFileSync(join(options.get('--pack-destination') ?? '.', filename), packageFile(name, version));
  process.stdout.write(
    `${JSON.stringify([{ name, version, filename, integrity: integrityOf(name, version) }], null, 2)}\n`,
  );
  return 0;
}

async function install({ words, options }: Words, state: RegistryState): Promise<number> {
  const held = JSON.parse(readFileSync(words[1] ?? '', 'utf8')) as { name: string; version: string }; // what `pack` wrote
  const pieces = 20;
  for (let index = 0; index < pieces; index += 1) {
    process.stderr.write(`npm http fetch GET 200 part-${index} ${state.pace_ms}ms (cache hit)\n`);
    if (index % 5 === 0) process.stderr.write(`npm notice unpacked ${index + 1} of ${pieces}\n`);
    await sleep(state.pace_ms / pieces);
  }
  writeGlobalPackage(options.get('--prefix') ?? '', { ...held, env: state.simulator_env });
  process.stdout.write(`\nadded ${pieces} packages in 1s\n`);
  return 0;
}

/** The registry is gone in the middle: npm tries one package after another, for as long as it is let. */
async function loseRegistry(): Promise<number> {
  for (let index = 0; index < 600; index += 1) {
    for (const attempt of [1, 2, 3]) {
      process.stderr.write(
        `npm http fetch GET http://registry/part-${index} attempt ${attempt} failed with ECONNREFUSED\n`,
      );
    }
    await sleep(200);
  }
  return fail('ECONNREFUSED', 'the registry is gone', false);
}

async function run(): Promise<number> {
  recordCall(directory, { program: 'npm', argv });
  const parsed = parse(argv);
  if (parsed.options.has('--version')) {
    process.stdout.write('11.19.1\n');
    return 0;
  }
  const [command = ''] = parsed.words;
  const fault = takeFault(directory, command);
  if (fault?.code === 'KILLED') process.kill(process.pid, 'SIGKILL');
  if (fault?.code === 'LOST') return loseRegistry();
  if (fault !== null) return fail(fault.code, `simulated failure of ${command}`, parsed.options.has('--json'));
  const state = readRegistry(directory);
  if (command === 'ping') process.stderr.write('npm notice PONG 1ms\n');
  if (command === 'ping') return 0;
  if (parsed.words.join(' ') === 'config get globalconfig') {
    process.stdout.write(`${join(directory, 'etc/npmrc')}\n`);
    return 0;
  }
  if (command === 'view') return view(parsed, state);
  if (command === 'pack') return pack(parsed, state);
  if (command === 'install') return install(parsed, state);
  return fail('EUNKNOWN', `the stand-in does not know npm ${command}`, false);
}

process.exitCode = await run();
