import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { keptMark } from '../../src/config/mask.ts';
import { type ConfigPlace, type ConfigPlaceOptions, makeConfigPlace } from '../support/config-place.ts';

const good = "{ gateway: { mode: 'local', auth: { mode: 'token', token: 'k3Jq9xVb2LmNp8RtYw5Zc7Hd4' } } }";
/** Prints a verdict as the gateway's program does, and notes what it was given. */
const program = (verdict: object, status: number) => `
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
const path = process.env.OPENCLAW_CONFIG_PATH;
const given = { argv: process.argv.slice(2), config: JSON.parse(readFileSync(path, 'utf8')), env: process.env,
  mode: statSync(path).mode & 0o777, directory_mode: statSync(dirname(path)).mode & 0o777 };
appendFileSync(process.env.HOME + '/asked', JSON.stringify(given) + '\\n');
console.log('a note before');
console.log(JSON.stringify({ ...${JSON.stringify(verdict)}, path }, null, 2));
process.exitCode = ${status};`;

let place: ConfigPlace;
const start = (options?: ConfigPlaceOptions) => {
  place = makeConfigPlace(options);
  return place;
};
afterEach(() => place?.remove());

const check = (raw: string, ask_gateway = false) => place.validator().validate({ config: {}, raw, ask_gateway });
const asked = () =>
  readFileSync(join(place.home, 'asked'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const layerOf = (result: { layers?: { layer: string; asked: boolean; detail: string }[] }, name: string) =>
  result.layers?.find(({ layer }) => layer === name);

describe('a verdict', () => {
  it('on a good configuration has nothing to say, and says who was asked', async () => {
    start();
    const result = await check(good);
    expect(result).toMatchObject({ valid: true, errors: [], warnings: [] });
    expect(result.layers?.map(({ layer, asked: was }) => [layer, was])).toEqual([
      ['syntax', true],
      ['schema', true],
      ['gateway', false],
      ['lint', true],
    ]);
  });

  it('names line and column where text was sent, and only there', async () => {
    start();
    const raw = "{\n  gateway: {\n    mode: 'local',\n    port: 'x',\n  },\n}";
    expect((await check(raw)).errors).toMatchObject([{ path: 'gateway.port', layer: 'schema', line: 4, column: 5 }]);
    const config = { gateway: { mode: 'local', port: 'x' } };
    const [error] = (await place.validator().validate({ config, ask_gateway: false })).errors;
    expect(error).not.toHaveProperty('line');
  });

  it.each([
    ['{ a: 1, a: 2 }', 'syntax'],
    ["{ gateway: { '__proto__': { mode: 'local' } } }", 'syntax'],
    ['['.repeat(10_000), 'syntax'],
    ['[]', 'syntax'],
    ['null', 'syntax'],
    ["{ gateway: { mode: 'local' }, channels: { telegrm: {} } }", 'schema'],
    ["{ gateway: { mode: 'local' }, agents: { $include: './gone.json5' } }", 'schema'],
    ['{ gateway: {} }', 'lint'],
  ])('is no for %.60s, by %s', async (raw, layer) => {
    start();
    const result = await check(raw);
    expect(result.valid).toBe(false);
    expect(result.errors.map((error) => error.layer)).toContain(layer);
  });

  it('takes included files into account, from where the configuration lies', async () => {
    start().write('more/gateway.json5', "{ mode: 'local', port: 'x' }");
    expect((await check("{ gateway: { $include: './more/gateway.json5' } }")).errors).toMatchObject([
      { path: 'gateway.port' },
    ]);
  });

  it('fills in variables as the service has them, not as this process does', async () => {
    start({ running_env: { LEVEL: 'info' } });
    expect(await check(good.replace('gateway:', "logging: { level: '${LEVEL}' }, gateway:"))).toMatchObject({
      valid: true,
      warnings: [],
    });
    const unknown = await check(good.replace('gateway:', "logging: { file: '${HOME_OF_NOBODY}' }, gateway:"));
    expect(unknown).toMatchObject({ valid: true, warnings: [{ rule: 'variable_unresolved', path: 'logging.file' }] });
  });

  it('knows that a variable it cannot see may hold what fits', async () => {
    start();
    const { errors } = await check(good.replace('gateway:', "logging: { level: '${LEVEL}' }, gateway:"));
    expect(errors[0]?.message).toContain('the variable in it is not known here');
  });

  it('puts kept secrets back before it judges, and never says one', async () => {
    const secret = 'k3Jq9xVb2LmNp8RtYw5Zc7Hd4';
    start().write('openclaw.json', good);
    place.installProgram(
      program({ valid: false, issues: [{ path: 'gateway.auth.token', message: `bad ${secret}` }] }, 1),
    );
    const raw = `{ gateway: { mode: 'local', auth: { mode: 'token', token: '${keptMark}' } }, hooks: { token: '${secret}' } }`;
    const result = await check(raw, true);
    expect(result.errors.map(({ rule, layer }) => rule ?? layer)).toEqual(['gateway', 'hooks_token_reused']);
    expect(asked()[0].config.gateway.auth.token).toBe(secret);
    expect(JSON.stringify(result)).not.toContain(secret);
  });
});

describe('the gateway’s own program', () => {
  it('asks an older program, which has no such command, by having it read a setting', async () => {
    const older = (rest: string) => `
if (process.argv[3] !== 'get') {
  console.error("error: too many arguments for 'config'. Expected 0 arguments but got 1.");
  process.exit(1);
}
${rest}`;
    const refusal = 'Config invalid\\nProblem:\\n  - agents: Unrecognized key: "entries"';
    start().installProgram(older(`console.error('${refusal}'); process.exit(1);`));
    const config = { gateway: { mode: 'local' }, agents: { entries: { main: {} } } };
    const refused = await place.validator().validate({ config, ask_gateway: true });
    expect(refused).toMatchObject({ valid: false, errors: [{ path: 'agents', layer: 'gateway' }] });
    place.installProgram(older("console.log('local');"));
    const listed = { gateway: { mode: 'local' }, agents: { list: [{ id: 'main' }] } };
    // The schema here is of a later version, and the gateway knows better.
    place.target.version = '2026.1.29';
    const taken = await place.validator().validate({ config: listed, ask_gateway: true });
    expect(taken).toMatchObject({ valid: true, errors: [] });
    expect(layerOf(taken, 'schema')?.detail).toContain('The gateway is 2026.1.29');
    expect(layerOf(taken, 'gateway')).toMatchObject({ asked: true });
  });

  it('has the last word where it takes what the schema does not', async () => {
    start().installProgram(program({ valid: true, warnings: [{ path: 'agents', message: 'moved' }] }, 0));
    const result = await check(good.replace('gateway:', "agents: { list: [{ id: 'main' }] }, gateway:"), true);
    expect(result).toMatchObject({
      valid: true,
      errors: [],
      warnings: [
        { path: 'agents.list', layer: 'schema' },
        { path: 'agents', layer: 'gateway', message: 'Moved.' },
      ],
    });
    expect(layerOf(result, 'gateway')?.asked).toBe(true);
  });

  it('leaves a reason in an answer that is cut short', async () => {
    start().installProgram(program({ valid: true }, 0));
    const unknown = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`x${at}`, 1]));
    const result = await check(JSON.stringify({ gateway: {}, ...unknown }), true);
    expect(result).toMatchObject({ valid: false, errors: [{ rule: 'gateway_mode_missing' }] });
    expect(result.warnings.length).toBeGreaterThan(100);
  });

  it('is believed when it refuses what everybody else takes', async () => {
    start().installProgram(program({ valid: false, issues: [{ path: '', message: 'no' }] }, 1));
    expect(await check(good, true)).toMatchObject({
      valid: false,
      errors: [{ path: '', layer: 'gateway', message: 'No.' }],
    });
  });

  it('is told once: its words of the whole add nothing to a place that is named already', async () => {
    const vague = { valid: false, issues: [{ path: '<root>', message: 'Invalid input' }] };
    start().installProgram(program(vague, 1));
    expect((await check(good.replace('gateway:', 'nonsense: 1, gateway:'), true)).errors).toMatchObject([
      { path: 'nonsense', layer: 'schema' },
    ]);
    expect((await check(good, true)).errors).toMatchObject([{ path: '', layer: 'gateway', message: 'Invalid input.' }]);
  });

  it('is told in full where it names more than others did', async () => {
    const issues = [{ path: '', message: 'Unrecognized keys: "nonsense", "more"' }];
    start().installProgram(program({ valid: false, issues }, 1));
    expect((await check(good.replace('gateway:', 'nonsense: 1, gateway:'), true)).errors).toHaveLength(2);
    expect((await check(good.replace('gateway:', 'nonsense: 1, more: 2, gateway:'), true)).errors).toHaveLength(2);
  });

  it('is given the candidate where nobody else can read it, with the service’s variables, and it is gone afterwards', async () => {
    start({ running_env: { LEVEL: 'info' } }).installProgram(program({ valid: true }, 0));
    await check(good.replace('gateway:', "logging: { $include: './log.json5' }, gateway:"), true);
    const [given] = asked();
    expect(given).toMatchObject({
      argv: ['config', 'validate', '--json'],
      mode: 0o600,
      directory_mode: 0o700,
      config: { logging: { $include: join(place.state_directory, 'log.json5') } },
      env: { LEVEL: 'info', OPENCLAW_STATE_DIR: place.state_directory, OPENCLAW_INCLUDE_ROOTS: place.state_directory },
    });
    expect(existsSync(given.env.OPENCLAW_CONFIG_PATH)).toBe(false);
  });

  it('finds the variables that are written together with the configuration', async () => {
    start({ running_env: { LEVEL: 'info' } }).installProgram(program({ valid: true }, 0));
    const raw = good.replace('k3Jq9xVb2LmNp8RtYw5Zc7Hd4', '${OPS_NEW}');
    const planned = { OPS_NEW: 'k3Jq9xVb2LmNp8RtYw5Zc7Hd4', LEVEL: 'not taken' };
    const without = await check(raw, true);
    expect(without.errors).toMatchObject([{ rule: 'variable_unresolved' }]);
    const result = await place.validator().validate({ config: {}, raw, ask_gateway: true, planned });
    expect(result).toMatchObject({ valid: true, errors: [] });
    expect(asked().at(-1)?.env).toMatchObject({ ...planned, LEVEL: 'info' });
  });

  it('is asked the same question once', async () => {
    start().installProgram(program({ valid: true }, 0));
    const validator = place.validator();
    const ask = () => validator.validate({ config: {}, raw: good, ask_gateway: true });
    await Promise.all([ask(), ask()]);
    await ask();
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['says something else', "console.log('hello')"],
    ['fails', 'process.exit(3)'],
    ['says yes and fails', 'console.log(\'{"valid":true}\'); process.exitCode = 1'],
    ['says no and not why', 'console.log(\'{"valid":false}\'); process.exitCode = 1'],
  ])('counts as not asked when it %s', async (_name, source) => {
    start().installProgram(source);
    expect(layerOf(await check(good, true), 'gateway')).toMatchObject({ asked: false });
  });

  it('counts as not asked where there is none', async () => {
    start();
    expect(layerOf(await check(good, true), 'gateway')).toMatchObject({
      asked: false,
      detail: 'Its program is not on this machine; the gateway checks by itself when this is put into force.',
    });
  });
});
