import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSchemaSource, type SchemaSourceDeps } from '../../src/config/schema-source.ts';
import { type ConfigPlace, makeConfigPlace } from '../support/config-place.ts';
import { createFakeClock } from '../support/fake-clock.ts';

let place: ConfigPlace;
beforeEach(() => {
  place = makeConfigPlace({ version: '2026.9.5' });
});
afterEach(() => place.remove());

const slice = { type: 'object', properties: { $schema: {}, gateway: { type: 'object' } } };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = createFakeClock();
const source = (more: Partial<SchemaSourceDeps> = {}) =>
  createSchemaSource({
    reader: () => null,
    target: () => place.target,
    program: () => place.program(place.openHost()),
    own: { host: place.openHost(), directory: join(place.own_directory, 'config-check') },
    clock,
    log: silent,
    ...more,
  });
const live = (answer: () => unknown, boot_id = 'a') => ({
  peer: () => ({ version: '2026.10.1', boot_id }),
  read: async (method: string) => (method === 'config.schema' ? answer() : null),
});
/** Prints the slice, and notes each run and whether it was shown a configuration. */
const printing = `
import { appendFileSync, existsSync } from 'node:fs';
appendFileSync(process.env.HOME + '/runs', process.argv.slice(2).join(' ') + ' ' + existsSync(process.env.OPENCLAW_CONFIG_PATH) + '\\n');
console.log(${JSON.stringify(JSON.stringify(slice))});`;
const runs = () => readFileSync(join(place.home, 'runs'), 'utf8').trim().split('\n');

describe('the schema', () => {
  it('comes from the running gateway with its hints', async () => {
    const answer = () => ({ schema: slice, uiHints: { 'gateway.x': { label: 'X' } }, version: '2026.10.1' });
    const snapshot = await source({ reader: () => live(answer) }).load();
    expect(snapshot).toMatchObject({ source: 'live', version: '2026.10.1', ui_hints: { 'gateway.x': { label: 'X' } } });
    // Another release train may reload differently, so nothing is claimed.
    expect(snapshot.reload).toBeNull();
    expect(Object.keys(snapshot.schema.properties as object)).toEqual(['gateway']);
  });

  it('is fetched once a boot of the gateway', async () => {
    let count = 0;
    let boot = 'a';
    const schema = source({ reader: () => live(() => ({ schema: slice, count: (count += 1) }), boot) });
    await Promise.all([schema.load(), schema.load()]);
    await schema.load();
    expect(count).toBe(1);
    boot = 'b';
    await schema.load();
    expect(count).toBe(2);
  });

  it('comes from the installed package where none runs, once a version, and never by its configuration', async () => {
    place.installProgram(printing);
    const snapshot = await source().load();
    expect(snapshot).toMatchObject({ source: 'installed', version: '2026.9.5' });
    expect(snapshot.reload?.gateway).toBe('restart');
    expect(await source().load()).toEqual(snapshot);
    expect(runs()).toEqual(['config schema false']);
    expect(readdirSync(join(place.own_directory, 'config-check'))).toEqual(['schema-2026.9.5.json']);
  });

  it('is asked for again when what rested is damaged', async () => {
    place.installProgram(printing);
    await source().load();
    appendFileSync(join(place.own_directory, 'config-check/schema-2026.9.5.json'), '}');
    expect(await source().load()).toMatchObject({ source: 'installed' });
    expect(runs()).toHaveLength(2);
  });

  it.each([
    ['prints something else', "console.log('no such command')"],
    ['fails', 'process.exit(1)'],
    ['prints a schema of something else', `console.log('{"properties":{"a":{}}}')`],
  ])('comes from the agent’s own copy where the package %s', async (_name, program) => {
    place.installProgram(program);
    expect(await source().load()).toMatchObject({ source: 'bundled', version: '2026.9.6' });
  });

  it('comes from the agent’s own copy where nothing is installed', async () => {
    expect(await source().load()).toMatchObject({ source: 'bundled' });
  });

  it('comes from elsewhere when the running gateway does not answer, and is asked for again a while later', async () => {
    let answer: unknown = null;
    const schema = source({ reader: () => live(() => answer) });
    expect(await schema.load()).toMatchObject({ source: 'bundled' });
    answer = { schema: slice };
    expect(await schema.load()).toMatchObject({ source: 'bundled' });
    clock.advance(61_000);
    expect(await schema.load()).toMatchObject({ source: 'live' });
  });
});
